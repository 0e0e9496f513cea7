// Runs a door of this project on a fresh clone, with only Node and npm: `node src/cli/bootstrap.mjs start|test|noroshi …`.
// Installs what is missing, then runs the door in this same process. Plain JavaScript, since nothing is there to compile it.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv, env, exit, kill, pid, platform, stderr, stdout, versions } from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const lockFile = join(root, 'package-lock.json');
const installed = join(root, 'node_modules', '.package-lock.json');
/** Which lock file was installed, by its content: a checkout makes files newer that did not change. */
const stamp = join(root, 'node_modules', '.noroshi-lock');
/** Held by the process that installs, so that two commands at once do not install into each other. */
const guard = join(root, '.install-guard');

const doors = {
  start: 'src/cli/start.ts',
  test: 'test/run.ts',
  bench: 'test/bench/run.ts',
  noroshi: 'src/cli/noroshi.ts',
  deploy: 'infra/deploy.ts',
  rollout: 'infra/rollout/main.ts',
};

async function main([name = '', ...args]) {
  const [major = 0, minor = 0] = versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    return fail(
      `Noroshi needs Node 20.19 or newer, and this is ${versions.node}. Install a newer one from nodejs.org.`,
      1,
    );
  }
  if (!Object.hasOwn(doors, name)) return fail(`Usage: bootstrap.mjs ${Object.keys(doors).join('|')} [arguments]`, 2);
  if (isBorrowed())
    return fail('node_modules is a link to another folder; remove it, so that nothing is installed there.', 1);
  if (!isInstalled() && !(await installAlone())) {
    return fail('Installing failed: see the lines above. The npm registry must be reachable.', 1);
  }
  // npm runs scripts in the project's folder; files are named as seen from where the person is.
  if (['noroshi', 'rollout'].includes(name) && env.npm_lifecycle_event === name && env.INIT_CWD)
    process.chdir(env.INIT_CWD);
  // The lock file holds an SDK that runs on Node 20; five lines about later ones would stand before every answer.
  env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const { register } = await import('tsx/esm/api');
  register();
  const door = await import(new URL(`../../${doors[name]}`, import.meta.url).href);
  return door.main(args);
}

/** Installing through a link would empty the folder of somebody else's copy. */
function isBorrowed() {
  return !isInstalled() && lstatSync(join(root, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

function isInstalled() {
  if (!existsSync(installed)) return false;
  if (statSync(installed).mtimeMs >= statSync(lockFile).mtimeMs) return true;
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash();
}

function lockHash() {
  return createHash('sha256').update(readFileSync(lockFile)).digest('hex');
}

/** True when everything is there, whoever of those that were started at once has installed it. */
async function installAlone() {
  while (!takeGuard()) {
    await wait(250);
    if (!existsSync(guard) && isInstalled()) return true;
  }
  try {
    return isInstalled() || (await install());
  } finally {
    rmSync(guard, { recursive: true, force: true });
  }
}

/** A folder is made by one process only; one that was left behind by a process that is gone is cleared away. */
function takeGuard() {
  try {
    mkdirSync(guard);
    writeFileSync(join(guard, 'pid'), String(pid));
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (isAbandoned()) rmSync(guard, { recursive: true, force: true });
    return false;
  }
}

function isAbandoned() {
  try {
    const holder = Number(readFileSync(join(guard, 'pid'), 'utf8'));
    kill(holder, 0);
    return holder === 0;
  } catch (error) {
    if (error.code === 'EPERM') return false;
    if (error.code === 'ESRCH') return true;
    // Just made, its pid not written yet, unless it has been so for a while.
    return existsSync(guard) && Date.now() - statSync(guard).mtimeMs > 5_000;
  }
}

/** `npm ci` with what development needs, whatever NODE_ENV says; everything that it prints goes to stderr. */
function install() {
  stderr.write('Installing what Noroshi needs (about a minute, once) …\n');
  const flags = ['ci', '--include=dev', '--include=optional', '--no-fund', '--no-audit', '--loglevel=error'];
  return new Promise((resolve) => {
    const npm = spawn('npm', flags, { cwd: root, stdio: ['ignore', 2, 2], shell: platform === 'win32' });
    const stop = (signal) => {
      npm.kill(signal);
      rmSync(guard, { recursive: true, force: true });
      exit(signal === 'SIGINT' ? 130 : 143);
    };
    process.once('SIGINT', stop).once('SIGTERM', stop);
    npm.on('error', (error) => {
      stderr.write(`npm could not be started: ${error.message}\n`);
      resolve(false);
    });
    npm.on('exit', (code) => {
      process.off('SIGINT', stop).off('SIGTERM', stop);
      if (code === 0) writeFileSync(stamp, lockHash());
      resolve(code === 0);
    });
  });
}

function fail(message, code) {
  stderr.write(`${message}\n`);
  return code;
}

const code = await main(argv.slice(2));
// Connections kept alive must not hold the terminal; what was written must have left.
stdout.write('', () => exit(code));
