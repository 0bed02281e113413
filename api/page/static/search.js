/** Makes the search page instant. Everything works without it: it only asks for the same pages earlier and puts what changed in place. */

/** While keys are struck faster than this, the last one is asked. */
const PACE_MS = 25;
/**
 * While one types, the beginning of an answer is asked; after a pause that is longer than the usual one between two keys,
 * all of it: filters and further hits. Dhakal et al. 2018 saw 238 ms in 136 million keys.
 */
const QUIET_MS = 250;
/** What takes longer is shown to be under way. */
const PATIENCE_MS = 300;
const REFRESH_MS = 5_000;

/** While one answer is under way the newest text is asked beside it; what is typed meanwhile waits, so that no queue grows. */
const AT_ONCE = 2;
/** What is changed piece by piece; everything else is replaced where it differs. */
const PATCHED = '.columns, .results, .hits, .facets';

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
let quietTimer = 0;
/** Whether the entry of the history that is shown was made by typing: then the next key takes its place. */
let isTyping = false;
/** What was typed and is shown, until the address says so: browsers bear only so many changes of it in a row. */
let unsaved = null;
/** Looked at only after scrolling, since asking for it makes the browser lay out the page. */
let isScrolled = scrollY > 0;

function isSearchPage(url) {
  return url.pathname === '/';
}

function urlOfForm(sent) {
  const url = new URL('/', location.href);
  for (const [name, value] of new FormData(sent)) if (value !== '') url.searchParams.set(name, value);
  return url;
}

/** Shows the page at `url`, whatever was asked before. */
function show(url, { push = false, toTop }) {
  forget();
  return ask(url, { whole: true, typed: false, push, toTop });
}

/** Shows the beginning of the page at `url` as soon as there is room to ask for it, unless something newer was typed by then. */
function showTyped(url) {
  if (running.size >= AT_ONCE) next = url;
  else ask(url, { whole: main.querySelector('.results') === null, typed: true, push: false, toTop: true });
}

/** Once nobody types, the address follows, and where only the beginning of the page is shown, its rest is asked. */
function shownTyped(url, isWhole) {
  unsaved = url;
  if (isWhole) return saveTyped();
  clearTimeout(quietTimer);
  quietTimer = setTimeout(() => {
    saveTyped();
    ask(url, { whole: true, typed: true, push: false, toTop: false });
  }, Math.max(0, askedAt + QUIET_MS - performance.now()));
}

function saveTyped() {
  const url = unsaved;
  unsaved = null;
  if (url === null || url.href === location.href) return;
  history[isTyping ? 'replaceState' : 'pushState'](null, '', url);
  isTyping = true;
}

/** What is under way is of no use any more. */
function forget() {
  clearTimeout(timer);
  clearTimeout(quietTimer);
  next = null;
  unsaved = null;
  endAll(() => true);
}

function endAll(isOver) {
  for (const question of running.values()) if (isOver(question)) question.controller.abort();
}

/** An answer counts unless a newer one is shown already; then those before it are of no use any more. */
async function ask(url, how) {
  asked += 1;
  const question = { number: asked, whole: how.whole, controller: new AbortController() };
  const { signal } = question.controller;
  running.set(question.number, question);
  const waiting = setTimeout(() => main.setAttribute('aria-busy', 'true'), PATIENCE_MS);
  try {
    const response = await fetch(how.whole ? url : `/instant${url.search}`, { signal, headers: { Accept: 'text/html' } });
    const text = await response.text();
    if (signal.aborted || question.number < shown) return;
    if (!(response.headers.get('Content-Type') ?? '').startsWith('text/html')) throw new Error('not a page');
    shown = question.number;
    endAll(({ number }) => number < shown);
    swap(new DOMParser().parseFromString(text, 'text/html'), how);
    if (how.toTop && isScrolled) scrollTo(0, 0);
    if (!how.typed) save(response.redirected ? response.url : url, how.push);
    else if (next === null && question.number === asked) shownTyped(url, how.whole);
    hideTrouble();
  } catch (error) {
    if (error.name === 'AbortError') return;
    if (error instanceof TypeError) showTrouble(() => show(url, how));
    else location.assign(url);
  } finally {
    clearTimeout(waiting);
    running.delete(question.number);
    if (running.size === 0) main.removeAttribute('aria-busy');
    if (next !== null) {
      const newest = next;
      next = null;
      showTyped(newest);
    }
  }
}

function save(address, push) {
  history[push ? 'pushState' : 'replaceState'](null, '', address);
  isTyping = false;
}

/** An answer that is no beginning, such as a refusal, takes the whole main part. */
function swap(page, { whole, typed }) {
  const isWithin = main.contains(document.activeElement);
  const results = page.querySelector('#main') === null ? page.querySelector('.results') : null;
  const took = main.querySelector('.took');
  // The rest of an answer is no new one: its duration stays.
  if (whole && typed && took !== null) page.querySelector('.took')?.replaceChildren(took.textContent);
  if (results === null) swapAll(page);
  else patch(main.querySelector('.results'), results);
  document.title = page.title;
  say(main.querySelector('.status, .empty .lead'));
  if (isWithin && document.activeElement === document.body) main.focus({ preventScroll: true });
}

function swapAll(page) {
  patch(main, page.querySelector('#main'));
  const feed = page.querySelector('link[rel=alternate]');
  document.querySelector('link[rel=alternate]')?.setAttribute('href', feed?.getAttribute('href') ?? '');
  for (const old of form.querySelectorAll('input[type=hidden]')) old.remove();
  for (const field of page.querySelectorAll('form.search input[type=hidden]')) form.append(field);
  if (document.activeElement !== input) input.value = page.querySelector('#q').value;
}

/** Piece by piece: what is as it was stays in place, with its focus. */
function patch(old, fresh) {
  const pieces = [...fresh.children];
  if (old.children.length === 0) return old.replaceChildren(...pieces);
  for (const [index, piece] of pieces.entries()) {
    const before = old.children[index];
    if (before === undefined) old.append(piece);
    else if (before.matches(PATCHED) && before.className === piece.className) {
      for (const { name, value } of piece.attributes) before.setAttribute(name, value);
      patch(before, piece);
    } else if (!before.isEqualNode(piece)) before.replaceWith(piece);
  }
  while (old.children.length > pieces.length) old.lastElementChild.remove();
}

/** The region must have stood in the page before its words change, or screen readers stay silent. */
function say(element) {
  const live = document.querySelector('#live');
  const text = element?.firstChild?.textContent.trim() ?? '';
  if (live.textContent !== text) live.textContent = text;
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
  clearTimeout(quietTimer);
  endAll(({ whole }) => whole);
  const pauseMs = askedAt + PACE_MS - performance.now();
  if (pauseMs > 0) timer = setTimeout(askTyped, pauseMs);
  else askTyped();
}

function askTyped() {
  askedAt = performance.now();
  showTyped(urlOfForm(form));
}

function onSubmit(event) {
  if (!isSearchPage(location) || (event.target !== form && !event.target.matches('.span'))) return;
  event.preventDefault();
  const url = urlOfForm(event.target);
  if (unsaved !== null) {
    unsaved = url;
    saveTyped();
  }
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
  if (main.querySelector('.hit') === null) swap(newer, { whole: true, typed: false });
  else banner.replaceWith(newer.querySelector('.banner') ?? '');
}

if (isSearchPage(location)) {
  addEventListener('popstate', onPopState);
  addEventListener('scroll', () => { isScrolled = scrollY > 0; }, { passive: true });
  // Whoever goes on to a hit comes back to what was typed.
  document.addEventListener('click', saveTyped, { capture: true });
  document.addEventListener('click', onClick);
  document.addEventListener('submit', onSubmit);
  input.addEventListener('input', onInput);
  setInterval(refreshBanner, REFRESH_MS);
}
