/** Parts of long computations on disk, found again by what they were made of. */
package org.learnedpartition.cache;
