/** A live OpenSearch cluster: vectors read from its indexes, models stored in it. */
package org.learnedpartition.cluster;
