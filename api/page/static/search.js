/** Makes the search page instant. Everything works without it: it only asks for the same pages earlier and swaps their main part. */

/** One question at a time while keys are struck, and none twice within this. */
const PACE_MS = 25;
/** What takes longer is shown to be under way. */
const PATIENCE_MS = 300;
const REFRESH_MS = 5_000;

const input = document.querySelector('#q');
const form = document.querySelector('form.search');
const main = document.querySelector('#main');
let running = null;
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

/** Shows the page at `url`; a newer call ends an older one. */
async function show(url, { push, toTop, typed = false }) {
  running?.abort();
  const mine = new AbortController();
  running = mine;
  const waiting = setTimeout(() => main.setAttribute('aria-busy', 'true'), PATIENCE_MS);
  try {
    const response = await fetch(url, { signal: mine.signal, headers: { Accept: 'text/html' } });
    const text = await response.text();
    if (mine.signal.aborted) return;
    if (!(response.headers.get('Content-Type') ?? '').startsWith('text/html')) throw new Error('not a page');
    swap(new DOMParser().parseFromString(text, 'text/html'));
    const address = response.redirected ? response.url : url;
    if (push) history.pushState(null, '', address);
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
    if (running === mine) main.removeAttribute('aria-busy');
  }
}

function swap(page) {
  const next = page.querySelector('#main');
  main.replaceChildren(...next.childNodes);
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

/** The first key is answered at once; while keys follow quickly, the last one is. */
function onInput() {
  clearTimeout(timer);
  const pause = Math.max(0, PACE_MS - (performance.now() - askedAt));
  timer = setTimeout(() => {
    askedAt = performance.now();
    show(urlOfForm(form), { push: !isTyping, toTop: false, typed: true });
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
  const next = new DOMParser().parseFromString(page, 'text/html');
  if (main.querySelector('.hit') === null) swap(next);
  else banner.replaceWith(next.querySelector('.banner') ?? '');
}

if (isSearchPage(location)) {
  addEventListener('popstate', onPopState);
  document.addEventListener('click', onClick);
  document.addEventListener('submit', onSubmit);
  input.addEventListener('input', onInput);
  setInterval(refreshBanner, REFRESH_MS);
}
