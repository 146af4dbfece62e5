import type {Config} from '@docusaurus/types';

const host = 'https://herald.example'; // of the newspaper

const config: Config = {
  title: 'The Fictional Herald',
  url: host,
  baseUrl: '/paper/',
  i18n: {defaultLocale: 'en', locales: ['en', 'uk']},
  presets: [
    ['classic', {docs: false, blog: {path: './blog', showReadingTime: true}}],
  ],
  plugins: [
    ['@docusaurus/plugin-content-blog', {id: 'sport', path: 'sport', routeBasePath: 'games'}],
  ],
  themeConfig: {navbar: {title: 'Herald', items: [{href: 'https://elsewhere.example', label: 'Elsewhere'}]}},
};

export default config;
