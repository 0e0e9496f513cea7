import type { Remediation } from '../../src/remediations/index.ts';

/** The row of a remediation in the table of IAM actions of docs/remediations.md. */
export function rightsRow({ id, permissions: { read, act, undo } }: Remediation): string {
  const cells = [read, act, undo ?? []].map((actions) => inWords(actions));
  return `| \`${id}\` | ${cells.join(' | ')} |`;
}

function inWords(actions: readonly string[]): string {
  return actions.length === 0 ? '–' : actions.map((action) => `\`${action}\``).join('<br>');
}
