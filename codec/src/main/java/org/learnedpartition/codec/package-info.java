/** The vectors format: bins as contiguous rows, one partition model for all segments. */
package org.learnedpartition.codec;
