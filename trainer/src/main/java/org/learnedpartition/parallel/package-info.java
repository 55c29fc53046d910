/** Threads of a training run. */
package org.learnedpartition.parallel;
