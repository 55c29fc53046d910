/** Comparisons of methods on a data set: read from YAML, run, and told as tables and a page. */
package org.learnedpartition.compare;
