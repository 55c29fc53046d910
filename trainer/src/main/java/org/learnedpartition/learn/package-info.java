/** Router networks: forward, backward, optimiser, and export to ONNX. */
package org.learnedpartition.learn;
