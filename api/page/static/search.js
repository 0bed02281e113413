/** Makes the search page instant. Everything works without it: it only asks for the same pages earlier and swaps their main part. */

const TYPING_PAUSE_MS = 45;

const input = document.querySelector('#q');
const form = document.querySelector('form.search');
const main = document.querySelector('#main');
let running = null;
let timer = 0;
let typedSince = null;

function isSearchPage(url) {
  return url.pathname === '/';
}

function urlOfForm() {
  const url = new URL('/', location.href);
  for (const [name, value] of new FormData(form)) if (value !== '') url.searchParams.set(name, value);
  return url;
}

/** Shows the page at `url`; a newer call ends an older one. */
async function show(url, { push, focus }) {
  running?.abort();
  running = new AbortController();
  const { signal } = running;
  try {
    const response = await fetch(url, { signal, headers: { Accept: 'text/html' } });
    const text = await response.text();
    if (signal.aborted) return;
    if (!(response.headers.get('Content-Type') ?? '').startsWith('text/html')) throw new Error('not a page');
    swap(new DOMParser().parseFromString(text, 'text/html'));
    if (push) history.pushState(null, '', url);
    else history.replaceState(null, '', url);
    if (focus) scrollTo(0, 0);
  } catch (error) {
    if (error.name !== 'AbortError') location.assign(url);
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

function onInput() {
  clearTimeout(timer);
  timer = setTimeout(() => {
    const isFirst = typedSince === null;
    typedSince = input.value;
    show(urlOfForm(), { push: isFirst, focus: false });
  }, TYPING_PAUSE_MS);
}

function onSubmit(event) {
  if (!isSearchPage(location)) return;
  event.preventDefault();
  clearTimeout(timer);
  typedSince = null;
  show(urlOfForm(), { push: urlOfForm().href !== location.href, focus: true });
}

function onClick(event) {
  const link = event.target.closest('a[href]');
  if (link === null || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const url = new URL(link.getAttribute('href'), location.href);
  if (url.origin !== location.origin || !isSearchPage(url) || !isSearchPage(location) || url.hash !== '') return;
  event.preventDefault();
  typedSince = null;
  input.blur();
  input.value = url.searchParams.get('q') ?? '';
  show(url, { push: true, focus: true });
}

function onPopState() {
  if (!isSearchPage(location)) return;
  typedSince = null;
  input.value = new URL(location.href).searchParams.get('q') ?? '';
  show(new URL(location.href), { push: false, focus: false });
}

/** `/` to the box, j and k through the hits, f to the filters, ? to the help. */
function onKey(event) {
  if (event.metaKey || event.ctrlKey || event.altKey) return;
  const isTyping = event.target.closest('input, textarea, select') !== null;
  if (event.key === 'Escape' && event.target === input) input.blur();
  if (isTyping) return;
  if (event.key === '/') focusBox(event);
  if (event.key === 'j' || event.key === 'k') moveHit(event, event.key === 'j' ? 1 : -1);
  if (event.key === 'f') focusFilters(event);
  if (event.key === '?') location.assign('/about#keys');
}

function focusBox(event) {
  event.preventDefault();
  input.focus();
  input.select();
}

function moveHit(event, step) {
  const links = [...main.querySelectorAll('.hit h2 a')];
  if (links.length === 0) return;
  event.preventDefault();
  const at = links.indexOf(document.activeElement);
  const next = links[Math.min(links.length - 1, Math.max(0, at + step))];
  next.focus();
  next.closest('.hit').scrollIntoView({ block: 'nearest' });
}

function focusFilters(event) {
  const first = main.querySelector('.facets a');
  if (first === null) return;
  event.preventDefault();
  first.focus();
}

function switchTheme() {
  const { dataset } = document.documentElement;
  const isDark = (dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';
  dataset.theme = isDark ? 'light' : 'dark';
  try {
    localStorage.setItem('theme', dataset.theme);
  } catch {
    // storage is switched off: the choice lasts as long as the page
  }
}

addEventListener('popstate', onPopState);
document.addEventListener('keydown', onKey);
document.addEventListener('click', onClick);
form.addEventListener('submit', onSubmit);
if (isSearchPage(location)) input.addEventListener('input', onInput);
const themeButton = document.querySelector('button.theme');
themeButton.hidden = false;
themeButton.addEventListener('click', switchTheme);
