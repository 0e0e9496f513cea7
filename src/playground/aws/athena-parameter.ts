/** A value of a statement's parameter as Athena reads it: a text in single quotes, those within doubled. Nothing for all else. */
export function readParameter(parameter: string): string | undefined {
  const inner = /^'((?:[^']|'')*)'$/.exec(parameter)?.[1];
  return inner?.replaceAll("''", "'");
}
