/** What OpenSearch sees of the plugin, its index settings, and the codecs of an index. */
package org.learnedpartition.plugin;
