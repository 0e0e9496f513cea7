import { devNull } from 'node:os';

/** What the functions' deployment would have put into their environment. */
export type PlaygroundEnvironment = Readonly<
  Record<
    | 'AWS_ENDPOINT_URL'
    | 'AWS_REGION'
    | 'AWS_ACCESS_KEY_ID'
    | 'AWS_SECRET_ACCESS_KEY'
    | 'SLACK_API_URL'
    | 'NOROSHI_SETTINGS'
    | 'NOROSHI_TABLE'
    | 'NOROSHI_JOBS_TOPIC'
    | 'NOROSHI_POSTS_QUEUE'
    | 'NOROSHI_FOLLOW_QUEUE'
    | 'NOROSHI_ALERTS_QUEUE'
    | 'NOROSHI_SEARCHES_QUEUE'
    | 'NOROSHI_RESULTS'
    | 'NOROSHI_QUEUES',
    string
  >
>;

/** Nobody's files and no metadata endpoint; and the SDK's notice about Node 20 is for who deploys, not for who looks. */
const quiet = {
  AWS_CONFIG_FILE: devNull,
  AWS_SHARED_CREDENTIALS_FILE: devNull,
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
};

/** Takes out everything of AWS that the person has at hand (profile, session, files), so that nothing here speaks for them. */
export function forgetOwnAws(env: Record<string, string | undefined> = process.env): void {
  for (const name of Object.keys(env)) if (/^(AWS|AMAZON)_/.test(name)) delete env[name];
  Object.assign(env, quiet);
}

/** Sets the environment that the functions read at their first invocation. */
export function setEnvironment(
  values: PlaygroundEnvironment,
  env: Record<string, string | undefined> = process.env,
): void {
  Object.assign(env, values);
}
