/** Pages that a person reads: HTML and Markdown, tables, and line charts. */
package org.learnedpartition.page;
