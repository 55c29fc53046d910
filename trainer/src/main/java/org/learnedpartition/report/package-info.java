/** Measures of a partition and its router: pure functions of what routing gave. */
package org.learnedpartition.report;
