/** Everything that we make carries it, so that it can be found and counted. */
export const tag = { key: 'noroshi', value: 'installation' } as const;
