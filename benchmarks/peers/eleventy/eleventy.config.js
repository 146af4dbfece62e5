const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

module.exports = function (config) {
  config.addFilter("day", (date) => day.format(date));
  config.addFilter("rfc822", (date) => date.toUTCString());
  config.addFilter("iso", (date) => date.toISOString().slice(0, 10));
  config.addFilter("latest", (list, n) => list.slice(-n).reverse());
  // Eleventy's own filters look for the place of a page in its collection each time, which takes as long as there are pages.
  const places = new Map();
  let stories = [];
  config.addFilter("story", (page, step) => stories[places.get(page.inputPath) + step]);
  config.addCollection("stories", (api) => {
    stories = api.getFilteredByGlob("content/stories/**/*.md");
    stories.forEach((one, i) => places.set(one.inputPath, i));
    return stories;
  });
  config.addCollection("topics", (api) => {
    const topics = new Map();
    for (const one of api.getFilteredByGlob("content/stories/**/*.md"))
      for (const topic of one.data.topics) topics.has(topic) ? topics.get(topic).push(one) : topics.set(topic, [one]);
    return [...topics].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, stories]) => ({ name, stories }));
  });
  return {
    dir: { input: "content", includes: "../_includes", output: "_site" },
    markdownTemplateEngine: false,
    htmlTemplateEngine: "njk",
  };
};
