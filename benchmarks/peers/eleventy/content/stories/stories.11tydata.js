// The corpus is linked into this folder.
module.exports = {
  layout: "story.njk",
  permalink: ({ page }) => `articles/${page.date.toISOString().slice(0, 10).replaceAll("-", "/")}/${page.fileSlug}.html`,
};
