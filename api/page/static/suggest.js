/** Completions below the search box: the combobox pattern of the ARIA Authoring Practices, over `/api/v1/suggest`. */

/** Longer than the usual pause between two keys (238 ms: Dhakal et al. 2018): the results are worth more than suggestions that nobody has time to read. */
const PAUSE_MS = 250;
const ASKED = 10;
/** Few, because the results stand below already. */
const SHOWN = 4;
/** Single words are left out for the same reason. */
const KIND_NAMES = { title: 'writeup', tag: 'topic', publisher: 'publisher' };

const input = document.querySelector('#q');
const form = document.querySelector('form.search');
const list = document.createElement('ul');
let running = null;
let timer = 0;
let shown = [];
let active = -1;

function prepare() {
  Object.assign(list, { id: 'suggestions', className: 'suggestions', hidden: true });
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', 'Suggestions');
  form.append(list);
  const attributes = { role: 'combobox', 'aria-controls': 'suggestions', 'aria-expanded': 'false', 'aria-autocomplete': 'list' };
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
}

async function ask() {
  running?.abort();
  running = new AbortController();
  const q = input.value;
  if (q.trim().length < 2) return close();
  try {
    const response = await fetch(`/api/v1/suggest?${new URLSearchParams({ q, limit: ASKED })}`, { signal: running.signal });
    if (!response.ok) return close();
    const { suggestions } = await response.json();
    if (input.value === q && document.activeElement === input) render(suggestions.filter((item) => item.q !== q && item.kind in KIND_NAMES).slice(0, SHOWN));
  } catch {
    // ended by the next keystroke, or the server is away: the search itself says so
  }
}

function render(suggestions) {
  shown = suggestions;
  active = -1;
  list.replaceChildren(...suggestions.map(option));
  list.hidden = suggestions.length === 0;
  input.setAttribute('aria-expanded', String(!list.hidden));
  input.removeAttribute('aria-activedescendant');
}

function option({ kind, text }, index) {
  const item = document.createElement('li');
  item.id = `suggestion-${index}`;
  item.setAttribute('role', 'option');
  item.setAttribute('aria-selected', 'false');
  const [label, note] = [document.createElement('span'), document.createElement('span')];
  label.textContent = text;
  note.textContent = KIND_NAMES[kind];
  note.className = 'kind';
  item.append(label, note);
  // Before the box loses its focus and the list goes.
  item.addEventListener('pointerdown', (event) => {
    event.preventDefault();
    choose(index);
  });
  return item;
}

function close() {
  clearTimeout(timer);
  running?.abort();
  render([]);
}

function choose(index) {
  const suggestion = shown[index];
  close();
  if (suggestion === undefined) return;
  if (suggestion.postId !== null) {
    location.assign(`/posts/${encodeURIComponent(suggestion.postId)}`);
    return;
  }
  input.value = suggestion.q;
  form.requestSubmit();
}

function move(step) {
  list.children[active]?.setAttribute('aria-selected', 'false');
  active = (active + step + shown.length + 1) % (shown.length + 1);
  // One place beyond the last suggestion is the box itself.
  if (active === shown.length) active = -1;
  const item = list.children[active];
  item?.setAttribute('aria-selected', 'true');
  if (item === undefined) input.removeAttribute('aria-activedescendant');
  else input.setAttribute('aria-activedescendant', item.id);
}

function onKey(event) {
  if (list.hidden || event.isComposing) return;
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    event.preventDefault();
    if (active === -1 && event.key === 'ArrowUp') active = shown.length;
    move(event.key === 'ArrowDown' ? 1 : -1);
  } else if (event.key === 'Escape') {
    event.preventDefault();
    event.stopPropagation();
    close();
  } else if (event.key === 'Enter') {
    if (active >= 0) {
      event.preventDefault();
      choose(active);
    } else close();
  }
}

prepare();
input.addEventListener('input', () => {
  clearTimeout(timer);
  timer = setTimeout(ask, PAUSE_MS);
});
input.addEventListener('keydown', onKey);
input.addEventListener('blur', close);
form.addEventListener('submit', close);
