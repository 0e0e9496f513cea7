/** How urgently a person should look, mildest first. */
export const severities = ['info', 'low', 'medium', 'high', 'critical'] as const;

export type Severity = (typeof severities)[number];

/** Sorts `critical` last: a positive number when `a` is worse than `b`. */
export function compareSeverity(a: Severity, b: Severity): number {
  return severities.indexOf(a) - severities.indexOf(b);
}

/** One step worse, for what comes often; `critical` stays `critical`. */
export function raised(severity: Severity): Severity {
  return severities[severities.indexOf(severity) + 1] ?? severity;
}

/** One step milder, for what was only attempted; `info` stays `info`. */
export function lowered(severity: Severity): Severity {
  return severities[Math.max(0, severities.indexOf(severity) - 1)] ?? severity;
}
