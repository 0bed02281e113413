/** Keys: `/` to the box, j and k or the arrows through the hits, f to the filters, ? for help; and the switch between dark and light. */

const input = document.querySelector('#q');
const main = document.querySelector('#main');
const help = document.querySelector('#help');

function onKey(event) {
  if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented || help.open) return;
  const isInBox = event.target === input;
  if (event.key === 'Escape' && isInBox) leaveBox(event);
  if (event.key === 'ArrowDown' && isInBox) moveHit(event, 1);
  if (event.target.closest('input, textarea, select') !== null) return;
  if (event.key === '/') focusBox(event);
  if (event.key === 'j' || event.key === 'k') moveHit(event, event.key === 'j' ? 1 : -1);
  if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && event.target.matches('.hit h2 a')) moveHit(event, event.key === 'ArrowDown' ? 1 : -1);
  if (event.key === 'f') focusFilters(event);
  if (event.key === '?') showHelp(event);
}

function focusBox(event) {
  event.preventDefault();
  input.focus();
  input.select();
}

/** Browsers would empty the box, with its answer still below. */
function leaveBox(event) {
  event.preventDefault();
  input.blur();
}

function moveHit(event, step) {
  const links = [...main.querySelectorAll('.hit h2 a')];
  if (links.length === 0) return;
  event.preventDefault();
  const at = links.indexOf(document.activeElement);
  if (at === 0 && step < 0 && event.key === 'ArrowUp') return input.focus();
  const next = links[Math.min(links.length - 1, Math.max(0, at + step))];
  next.focus();
  next.closest('.hit').scrollIntoView({ block: 'nearest' });
}

function focusFilters(event) {
  const first = main.querySelector('.facets a[tabindex="0"], .facets a');
  if (first === null) return;
  event.preventDefault();
  first.focus();
}

function showHelp(event) {
  event.preventDefault();
  help.showModal();
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

document.addEventListener('keydown', onKey);
document.querySelector('a.help').addEventListener('click', showHelp);
// A click beside the window closes it.
help.addEventListener('click', (event) => { if (event.target === help) help.close(); });
const themeButton = document.querySelector('button.theme');
themeButton.hidden = false;
themeButton.addEventListener('click', switchTheme);
