type Reached = Readonly<Record<'endpoint' | 'region' | 'accessKeyId' | 'secretAccessKey', string>>;

/** Lines to paste into another terminal, so that commands there mean this AWS and this installation and no other. */
export function exportsOf(
  { endpoint, region, accessKeyId, secretAccessKey }: Reached,
  settings: string,
): readonly string[] {
  return [
    `export AWS_ENDPOINT_URL=${endpoint} AWS_REGION=${region}`,
    `export AWS_ACCESS_KEY_ID=${accessKeyId} AWS_SECRET_ACCESS_KEY=${secretAccessKey}`,
    `export NOROSHI_SETTINGS=${quoted(settings)}`,
  ];
}

/** A path as a shell takes it. */
function quoted(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
