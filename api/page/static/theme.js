// Loaded before the style sheet, so that a chosen theme never flashes in the other one first.
const KEY = 'theme';

function chosenTheme() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // storage is switched off: the system's theme is used
  }
}

const theme = chosenTheme();
if (theme === 'dark' || theme === 'light') document.documentElement.dataset.theme = theme;
