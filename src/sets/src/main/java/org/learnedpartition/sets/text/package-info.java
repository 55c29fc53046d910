/**
 * Texts as data: the definitions and usage examples of WordNet, and sentence vectors, which are
 * kept on disk by what they were made of.
 */
package org.learnedpartition.sets.text;
