/** What codes of residuals stand for. */
package org.learnedpartition.quantize;
