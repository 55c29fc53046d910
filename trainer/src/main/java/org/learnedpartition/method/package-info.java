/** Methods that learn a partition and its router. */
package org.learnedpartition.method;
