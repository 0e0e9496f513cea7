import type { Severity } from '../../core/severity.ts';

/** A symbol of its own shape beside the word: colour alone says nothing to many readers. */
export const severitySymbols: Readonly<Record<Severity, string>> = {
  critical: '🚨',
  high: '🔺',
  medium: '🔶',
  low: '🔹',
  info: 'ℹ️',
};
