/** Makes the search page instant. Everything works without it: it only asks for the same pages earlier and swaps their main part. */

/** While keys are struck faster than this, the last one is asked. */
const PACE_MS = 25;
/** What takes longer is shown to be under way. */
const PATIENCE_MS = 300;
const REFRESH_MS = 5_000;

/** While one answer is under way the newest text is asked beside it; what is typed meanwhile waits, so that no queue grows. */
const AT_ONCE = 2;

const input = document.querySelector('#q');
const form = document.querySelector('form.search');
const main = document.querySelector('#main');
/** Questions under way by their number, and the number of the answer that is shown. */
const running = new Map();
let asked = 0;
let shown = 0;
let next = null;
let timer = 0;
let askedAt = 0;
/** Whether the entry of the history that is shown was made by typing: then the next key takes its place. */
let isTyping = false;

function isSearchPage(url) {
  return url.pathname === '/';
}

function urlOfForm(sent) {
  const url = new URL('/', location.href);
  for (const [name, value] of new FormData(sent)) if (value !== '') url.searchParams.set(name, value);
  return url;
}

/** Shows the page at `url`, whatever was asked before. */
function show(url, options) {
  next = null;
  endAll();
  return ask(url, options);
}

/** Shows the page at `url` as soon as there is room to ask for it, unless something newer was typed by then. */
function showTyped(url) {
  if (running.size < AT_ONCE) ask(url, { toTop: false, typed: true });
  else next = url;
}

function endAll(before = Infinity) {
  for (const [number, controller] of running) if (number < before) controller.abort();
}

/** An answer counts unless a newer one is shown already; then those before it are of no use any more. */
async function ask(url, { push = false, toTop, typed = false }) {
  asked += 1;
  const number = asked;
  const controller = new AbortController();
  running.set(number, controller);
  const waiting = setTimeout(() => main.setAttribute('aria-busy', 'true'), PATIENCE_MS);
  try {
    const response = await fetch(url, { signal: controller.signal, headers: { Accept: 'text/html' } });
    const text = await response.text();
    if (controller.signal.aborted || number < shown) return;
    if (!(response.headers.get('Content-Type') ?? '').startsWith('text/html')) throw new Error('not a page');
    shown = number;
    endAll(number);
    swap(new DOMParser().parseFromString(text, 'text/html'));
    const address = response.redirected ? response.url : url;
    if (typed ? !isTyping : push) history.pushState(null, '', address);
    else history.replaceState(null, '', address);
    isTyping = typed;
    if (toTop) scrollTo(0, 0);
    hideTrouble();
  } catch (error) {
    if (error.name === 'AbortError') return;
    if (error instanceof TypeError) showTrouble(() => show(url, { push, toTop, typed }));
    else location.assign(url);
  } finally {
    clearTimeout(waiting);
    running.delete(number);
    if (running.size === 0) main.removeAttribute('aria-busy');
    if (next !== null) {
      const newest = next;
      next = null;
      showTyped(newest);
    }
  }
}

function swap(page) {
  main.replaceChildren(...page.querySelector('#main').childNodes);
  document.title = page.title;
  const feed = page.querySelector('link[rel=alternate]');
  document.querySelector('link[rel=alternate]')?.setAttribute('href', feed?.getAttribute('href') ?? '');
  for (const old of form.querySelectorAll('input[type=hidden]')) old.remove();
  for (const field of page.querySelectorAll('form.search input[type=hidden]')) form.append(field);
  // The region must have stood in the page before its words change, or screen readers stay silent.
  document.querySelector('#live').textContent = main.querySelector('.status, .empty .lead')?.textContent ?? '';
  if (document.activeElement !== input) input.value = page.querySelector('#q').value;
}

/** The server cannot be reached: what stands there stays, and the question is asked again when the network is back. */
function showTrouble(retry) {
  hideTrouble();
  const toast = document.createElement('div');
  Object.assign(toast, { id: 'trouble', className: 'toast' });
  toast.setAttribute('role', 'alert');
  const text = document.createElement('span');
  text.textContent = navigator.onLine ? 'Writeups cannot be reached.' : 'You are offline.';
  const button = document.createElement('button');
  Object.assign(button, { type: 'button', className: 'button', textContent: 'Try again' });
  button.addEventListener('click', retry);
  toast.append(text, button);
  document.body.append(toast);
  addEventListener('online', retry, { once: true });
}

function hideTrouble() {
  document.querySelector('#trouble')?.remove();
}

function onInput() {
  clearTimeout(timer);
  const pause = Math.max(0, PACE_MS - (performance.now() - askedAt));
  timer = setTimeout(() => {
    askedAt = performance.now();
    showTyped(urlOfForm(form));
  }, pause);
}

function onSubmit(event) {
  if (!isSearchPage(location) || (event.target !== form && !event.target.matches('.span'))) return;
  event.preventDefault();
  clearTimeout(timer);
  const url = urlOfForm(event.target);
  show(url, { push: url.href !== location.href, toTop: true });
}

function onClick(event) {
  const link = event.target.closest('a[href]');
  if (link === null || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const url = new URL(link.getAttribute('href'), location.href);
  if (url.origin !== location.origin || !isSearchPage(url) || !isSearchPage(location) || url.hash !== '') return;
  event.preventDefault();
  input.blur();
  input.value = url.searchParams.get('q') ?? '';
  show(url, { push: true, toTop: true });
}

function onPopState() {
  if (!isSearchPage(location)) return;
  input.value = new URL(location.href).searchParams.get('q') ?? '';
  show(new URL(location.href), { push: false, toTop: false });
}

/** While the first crawl runs its line is kept up to date, and the first writeups appear by themselves. */
async function refreshBanner() {
  const banner = main.querySelector('.banner progress')?.closest('.banner');
  if (banner == null || document.hidden || main.hasAttribute('aria-busy')) return;
  const asked = location.href;
  const page = await fetch(asked, { headers: { Accept: 'text/html' } }).then((response) => response.text()).catch(() => null);
  if (page === null || location.href !== asked || !banner.isConnected) return;
  const newer = new DOMParser().parseFromString(page, 'text/html');
  if (main.querySelector('.hit') === null) swap(newer);
  else banner.replaceWith(newer.querySelector('.banner') ?? '');
}

if (isSearchPage(location)) {
  addEventListener('popstate', onPopState);
  document.addEventListener('click', onClick);
  document.addEventListener('submit', onSubmit);
  input.addEventListener('input', onInput);
  setInterval(refreshBanner, REFRESH_MS);
}
