/** Ideas that are not search engines, each measured on its own small example. */
package org.learnedpartition.bench.toys;
