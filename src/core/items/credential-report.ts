/** One access key of IAM, as the credential report knows it. Times in ms; absent where there is none. */
export type AccessKey = Readonly<{ number: 1 | 2; active: boolean; rotatedAt?: number; usedAt?: number }>;

/** One line of the credential report: a user, or the account's root user, and the access keys. */
export type CredentialRow = Readonly<{ user: string; arn: string; root: boolean; keys: readonly AccessKey[] }>;

const rootUser = '<root_account>';

/**
 * The lines of IAM's credential report (CSV). A user's name may hold a comma and is not quoted, so the columns are counted
 * from the right. Docs: IAM User Guide, "Generate credential reports for your AWS account".
 */
export function readCredentialReport(csv: string): readonly CredentialRow[] {
  const [header = '', ...lines] = csv.split(/\r?\n/);
  const columns = header.split(',');
  return lines.flatMap((line) => {
    const cells = line.split(',');
    const arn = /(?:^|,)(arn:aws[a-z-]*:iam::\d{12}:[^\s]*?),\d{4}-/.exec(line);
    if (cells.length < columns.length || !arn) return [];
    const cell = (name: string) => {
      const at = columns.indexOf(name);
      return at < 0 ? undefined : cells[at + cells.length - columns.length];
    };
    const user = line.slice(0, arn.index);
    const keys = ([1, 2] as const).map((number) => keyOf(number, cell));
    return [{ user, arn: arn[1] ?? '', root: user === rootUser, keys }];
  });
}

function keyOf(number: 1 | 2, cell: (name: string) => string | undefined): AccessKey {
  const rotatedAt = timeOf(cell(`access_key_${number}_last_rotated`));
  const usedAt = timeOf(cell(`access_key_${number}_last_used_date`));
  return {
    number,
    active: cell(`access_key_${number}_active`)?.toLowerCase() === 'true',
    ...(rotatedAt !== undefined && { rotatedAt }),
    ...(usedAt !== undefined && { usedAt }),
  };
}

/** `N/A` and `no_information` stand where there is no time. */
function timeOf(cell: string | undefined): number | undefined {
  const ms = Date.parse(cell ?? '');
  return Number.isNaN(ms) ? undefined : ms;
}
