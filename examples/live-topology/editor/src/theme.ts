// Light, dark, or as the system has it; kept in the browser.

export type Theme = "system" | "light" | "dark";

const KEY = "live-topology.theme";
const THEMES: readonly Theme[] = ["system", "light", "dark"];

export function storedTheme(): Theme {
  // A browser that keeps nothing throws here.
  try {
    const kept = localStorage.getItem(KEY);
    return THEMES.find((theme) => theme === kept) ?? "system";
  } catch {
    return "system";
  }
}

export function applyTheme(theme: Theme): void {
  document.documentElement.dataset["theme"] = theme;
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Then it lasts until the page is closed.
  }
}

export function nextTheme(theme: Theme): Theme {
  return THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length]!;
}
