/** The page that tells how a training went. */
package org.learnedpartition.trainpage;
