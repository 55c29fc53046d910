/**
 * Data sets for training and measuring, made by {@code lp data} from public packages or from the
 * user's own files.
 *
 * <p>A set is a folder with {@code set.json}, which says what is in it: {@link
 * org.learnedpartition.sets.DataSet}.
 */
package org.learnedpartition.sets;
