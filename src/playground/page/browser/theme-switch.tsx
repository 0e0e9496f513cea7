import { useEffect, useState } from 'react';
import { Icon } from './icons.tsx';

type Theme = 'light' | 'dark';
const kept = 'noroshi-theme';

/** Light or dark as the system has it, until somebody says otherwise. */
export function ThemeSwitch() {
  const [theme, choose] = useState<Theme>(readTheme);
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme;
  }, [theme]);
  const other = theme === 'dark' ? 'light' : 'dark';
  const change = () => {
    localStorage.setItem(kept, other);
    choose(other);
  };
  return (
    <button
      type="button"
      className="quiet theme"
      aria-label={`Switch to ${other}`}
      title={`Switch to ${other}`}
      onClick={change}
    >
      <Icon name={theme === 'dark' ? 'sun' : 'moon'} />
    </button>
  );
}

function readTheme(): Theme {
  const chosen = localStorage.getItem(kept);
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}
