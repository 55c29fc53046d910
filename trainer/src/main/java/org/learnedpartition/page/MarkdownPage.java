package org.learnedpartition.page;

/** A page in Markdown, without the pictures. */
public final class MarkdownPage implements Page {
  private final StringBuilder text = new StringBuilder();

  public MarkdownPage(String title) {
    text.append("# ").append(title).append("\n");
  }

  @Override
  public MarkdownPage heading(String heading) {
    text.append("\n## ").append(heading).append("\n");
    return this;
  }

  @Override
  public MarkdownPage subheading(String heading) {
    text.append("\n### ").append(heading).append("\n");
    return this;
  }

  @Override
  public MarkdownPage paragraph(String paragraph) {
    text.append("\n").append(paragraph).append("\n");
    return this;
  }

  @Override
  public MarkdownPage warning(String paragraph) {
    text.append("\n**").append(paragraph).append("**\n");
    return this;
  }

  @Override
  public MarkdownPage table(Table table) {
    text.append("\n").append(table.markdown());
    return this;
  }

  @Override
  public MarkdownPage chart(String svg, String caption) {
    return this;
  }

  /** The whole document. */
  public String markdown() {
    return text.toString();
  }
}
