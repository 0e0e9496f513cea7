import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const cdk = fileURLToPath(new URL('../node_modules/aws-cdk/bin/cdk', import.meta.url));

/** The stacks of the security and the bot's account, in their order; the members' go by StackSets or with their own credentials. */
const ours = ['noroshi-security', 'noroshi-region-*', 'noroshi-invocations-*', 'noroshi-bot', 'noroshi-subscription-*'];

const help = `Usage: npm run deploy -- [STACK …] [options of cdk deploy]

Deploys the stacks of infra/noroshi.yml with the credentials of your environment: ${ours.join(', ')}.
Another settings file: -c settings=FILE. One account alone: name its stacks. Nothing is changed before you said yes
to the rights that a stack gives.
`;

/** `npm run deploy`: `cdk deploy` of the stacks, or of those that are named. Resolves to its exit code. */
export function main(argv: readonly string[]): Promise<number> {
  if (argv.includes('--help') || argv.includes('-h')) {
    process.stdout.write(help);
    return Promise.resolve(0);
  }
  const named = argv.some((word, at) => !word.startsWith('-') && !isValue(argv[at - 1]));
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [cdk, 'deploy', ...(named ? [] : ours), ...argv], { stdio: 'inherit' });
    child.on('error', () => resolve(127));
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

/** Whether the word before takes this one as its value: `-c settings=FILE`, `--profile NAME`. */
function isValue(before: string | undefined): boolean {
  return (
    before?.startsWith('-') === true &&
    !before.includes('=') &&
    !['--all', '--force', '-f', '--quiet', '-q'].includes(before)
  );
}
