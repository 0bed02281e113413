/** The page for a failure: what happened and what can be done. */

import { PROBLEMS, type Problem } from '../http/problems.ts';
import { html } from './html.ts';
import { layout } from './layout.ts';

/** A whole page for a problem. */
export function renderProblem(problem: Problem, status: number, requestId: string): string {
  const { title } = PROBLEMS[problem.kind];
  return layout({
    title: `${title} · Writeups`, description: title, q: '', keep: {}, path: '', head: null,
    main: html`<div class="prose"><p class="eyebrow">${status}</p><h1>${title}</h1><p>${problem.detail}</p><p><a href="/">Search</a></p>${status >= 500 ? html`<p class="fine">Request <code>${requestId}</code></p>` : null}</div>`,
  });
}
