// Runs before the first paint, so that a person who chose a theme never sees the other one flash.
try {
  const choice = localStorage.getItem('lapwing.theme');
  if (choice === 'dark' || choice === 'light') document.documentElement.dataset.theme = choice;
} catch {
  // Storage may be forbidden; the system's preference then applies.
}
