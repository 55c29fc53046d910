/**
 * Partition models in a cluster. {@link org.learnedpartition.plugin.models.ModelStore} keeps them
 * in a system index, the actions and {@link org.learnedpartition.plugin.models.RestModels} are its
 * interface, {@link org.learnedpartition.plugin.models.MappingModels} ties a mapping to a model's
 * content, and {@link org.learnedpartition.plugin.models.LoadedModels} holds what a node writes
 * with.
 */
package org.learnedpartition.plugin.models;
