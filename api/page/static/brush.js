/** Years of the histogram chosen by dragging over it, or by Shift and the arrows. A single year is a link without this. */

const main = document.querySelector('#main');
/** The year where the choice began; null while nothing is chosen. */
let anchor = null;
let end = null;

const histogram = () => main.querySelector('.histogram');
const bars = () => [...histogram().querySelectorAll('a')];
const yearOf = (bar) => Number(bar.dataset.year);

function yearAt(event) {
  const { left, width } = histogram().getBoundingClientRect();
  const { from, to } = histogram().dataset;
  const share = Math.min(0.9999, Math.max(0, (event.clientX - left) / width));
  return Number(from) + Math.floor(share * (Number(to) - Number(from) + 1));
}

function choose(from, to) {
  [anchor, end] = [from, to];
  const [low, high] = [Math.min(from, to), Math.max(from, to)];
  for (const bar of bars()) bar.classList.toggle('chosen', yearOf(bar) >= low && yearOf(bar) <= high);
  const form = main.querySelector('form.span');
  form.elements.from.value = String(low);
  form.elements.to.value = String(high);
}

function forget() {
  if (anchor === null || histogram() === null) return;
  for (const bar of bars()) bar.classList.remove('chosen');
  anchor = null;
}

/** One year is its link's; several are the form's. */
function apply(event) {
  if (anchor === null || anchor === end) return;
  event.preventDefault();
  anchor = null;
  main.querySelector('form.span').requestSubmit();
}

function onPointerDown(event) {
  if (event.button !== 0 || event.target.closest?.('.histogram') == null) return;
  const started = yearAt(event);
  let isDragged = false;
  const onMove = (moved) => {
    const year = yearAt(moved);
    isDragged ||= year !== started;
    if (isDragged) choose(started, year);
  };
  const onUp = (up) => {
    removeEventListener('pointermove', onMove);
    if (!isDragged) return;
    // The click that follows a drag is none on the bar that lies under it.
    addEventListener('click', (click) => { click.preventDefault(); click.stopPropagation(); }, { capture: true, once: true });
    setTimeout(() => apply(up));
  };
  addEventListener('pointermove', onMove);
  addEventListener('pointerup', onUp, { once: true });
  addEventListener('pointercancel', () => { removeEventListener('pointermove', onMove); removeEventListener('pointerup', onUp); forget(); }, { once: true });
}

function onKey(event) {
  const bar = event.target.closest?.('.histogram a') ?? null;
  if (bar === null) return;
  if (event.key === 'Enter') return apply(event);
  if (event.key === 'Escape') return forget();
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const all = bars();
  const next = all[all.indexOf(bar) + step];
  if (step === undefined || next === undefined) return;
  event.preventDefault();
  if (event.shiftKey) choose(anchor ?? yearOf(bar), yearOf(next));
  else forget();
  for (const other of all) other.setAttribute('tabindex', other === next ? '0' : '-1');
  next.focus();
}

/** One place in the order of tabs for the whole histogram, once arrows lead through it. */
function prepare() {
  if (histogram() === null) return;
  for (const [index, bar] of bars().entries()) if (!bar.hasAttribute('tabindex')) bar.setAttribute('tabindex', index === 0 ? '0' : '-1');
}

document.addEventListener('pointerdown', onPointerDown);
document.addEventListener('keydown', onKey);
document.addEventListener('dragstart', (event) => { if (event.target.closest?.('.histogram') != null) event.preventDefault(); });
new MutationObserver(prepare).observe(main, { childList: true, subtree: true });
prepare();
