/** The looks of a mail. Most mail programs drop linked styles and some drop `<style>`, so light stands in attributes and dark in a media query. */

import { highlightedHtml, type Html } from '../../page/html.ts';

const SANS = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
/** Contrast of ink, soft and accent on the card: 16, 6 and 6 to 1 (WCAG 2.2 asks for 4.5). */
const [INK, SOFT, ACCENT, CARD, PAGE, LINE] = ['#1b1f24', '#59626d', '#0b62c4', '#ffffff', '#f3f4f6', '#e3e6ea'];
const [DARK_INK, DARK_SOFT, DARK_ACCENT, DARK_CARD, DARK_PAGE, DARK_LINE] = ['#e8eaed', '#a3abb6', '#7db4ff', '#1a1d21', '#101214', '#343a41'];

/** Attribute styles, by part. */
export const STYLES = {
  page: `margin:0;padding:0;background:${PAGE};font-family:${SANS};-webkit-text-size-adjust:100%;`,
  preheader: 'display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;mso-hide:all;',
  table: `background:${PAGE};`,
  frame: 'padding:24px 12px;',
  card: `max-width:600px;background:${CARD};border-radius:10px;`,
  inner: 'padding:28px 32px 20px;text-align:left;',
  brand: `margin:0 0 18px;font-size:14px;line-height:20px;color:${SOFT};`,
  brandLink: `color:${ACCENT};text-decoration:none;font-weight:600;`,
  h1: `margin:0 0 4px;font-size:24px;line-height:30px;font-weight:700;color:${INK};`,
  summary: `margin:0;font-size:15px;line-height:22px;color:${SOFT};`,
  h2: `margin:30px 0 14px;padding-top:14px;border-top:1px solid ${LINE};font-size:13px;line-height:18px;font-weight:600;letter-spacing:.04em;color:${ACCENT};`,
  h3: 'margin:0 0 3px;font-size:18px;line-height:25px;font-weight:600;',
  title: `color:${INK};text-decoration:underline;text-decoration-color:${LINE};text-underline-offset:3px;`,
  facts: `margin:0 0 6px;font-size:13px;line-height:19px;color:${SOFT};`,
  sentence: `margin:0 0 6px;font-size:15px;line-height:23px;color:${INK};`,
  further: `margin:0 0 24px;font-size:13px;line-height:20px;color:${SOFT};`,
  link: `color:${ACCENT};text-decoration:underline;text-underline-offset:2px;`,
  footTable: 'max-width:600px;',
  foot: `padding:18px 32px 8px;text-align:left;font-size:13px;line-height:20px;color:${SOFT};`,
  footLine: 'margin:0 0 6px;',
} as const;

/** The document's style: narrow screens, and dark ones. */
export const STYLE: Html = highlightedHtml(`
@media (max-width:480px){.frame{padding:0!important}.card{border-radius:0!important}.inner{padding:22px 18px 12px!important}}
@media (prefers-color-scheme:dark){.page{background:${DARK_PAGE}!important}.card{background:${DARK_CARD}!important}.ink{color:${DARK_INK}!important;text-decoration-color:${DARK_LINE}!important}.soft{color:${DARK_SOFT}!important}.accent{color:${DARK_ACCENT}!important}.line{border-color:${DARK_LINE}!important}}
`);
