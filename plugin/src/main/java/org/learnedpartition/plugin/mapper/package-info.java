/** The field type {@code learned_vector}: its mapping, and how vectors are read and checked. */
package org.learnedpartition.plugin.mapper;
