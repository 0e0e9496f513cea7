import type { Settings } from '../../src/core/settings.ts';

/** Settings with the routes that are given. */
export function someSettings(routes: Settings['routes'] = [{ to: 'C0SECURITY' }]): Settings {
  return {
    slack: { team: 'T0123456789', operations: 'C0OPERATIONS', publicResults: [], secret: 'noroshi/slack' },
    bot: { account: '999988887777', region: 'eu-west-1' },
    security: { account: '999988887777', region: 'eu-west-1', aggregator: 'noroshi', readerRole: 'noroshi-reader' },
    accounts: [
      { id: '111122223333', name: 'payments-prod', environment: 'prod', owner: 'U0PAYLEAD' },
      { id: '444455556666', name: 'payments-dev', environment: 'dev' },
    ],
    regions: ['eu-west-1'],
    roles: { read: 'noroshi-read', remediate: 'noroshi-remediate', evaluate: 'noroshi-evaluate', externalId: 'x' },
    trail: {
      bucket: 'example-org-logs',
      prefix: '',
      role: 'arn:aws:iam::999988887777:role/noroshi-log-reader',
      externalId: 'noroshi-logs',
      limits: { objects: 8000, seconds: 600, records: 1000 },
    },
    securityGroups: { tell: 'all', allowed: [] },
    routes,
    ignore: [],
    storm: { waiting: 20, digestEveryMs: 60_000 },
    sweep: { everyMs: 900_000, silenceMs: 1_800_000, tail: true, tryPaths: true },
    access: { investigate: [], remediate: [], approve: [] },
    configRules: [],
    rules: { credentials: 'evaluate-role' },
    remediations: [],
    exempt: [],
    caps: { perResourcePerHour: 3, perAccountPerHour: 20, perClick: 5 },
    audit: { bucket: 'example-org-logs-audit' },
  };
}
