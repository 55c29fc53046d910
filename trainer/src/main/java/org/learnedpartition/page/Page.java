package org.learnedpartition.page;

/** What a report is written to. Text is plain; a page writes it as its format wants it. */
public interface Page {
  /** A heading of a section. */
  Page heading(String text);

  /** A heading within a section. */
  Page subheading(String text);

  Page paragraph(String text);

  /** A paragraph that a reader must not miss. */
  Page warning(String text);

  Page table(Table table);

  /**
   * A picture with a caption.
   *
   * @param svg an element of {@link Charts}
   */
  Page chart(String svg, String caption);
}
