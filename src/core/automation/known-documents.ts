/** What a document does, as the end of "it …", in a few words for a button, and which states its instance goes through. */
type Known = Readonly<{ does: string; label: string; states?: readonly string[] }>;

const stopping = ['stopping', 'stopped'];
const starting = ['pending', 'running'];

const stops = 'stops the instance, by force if it does not stop by itself';

/**
 * AWS's own automation documents that are often used. Docs: Systems Manager Automation Runbook Reference, each document's
 * "Description" and "Document Steps". What is not here, nobody has read for you.
 */
const documents: ReadonlyMap<string, Known> = new Map(
  Object.entries({
    'AWS-StopEC2Instance': { does: stops, label: 'stop the instance', states: stopping },
    'AWS-StartEC2Instance': { does: 'starts the instance', label: 'start the instance', states: starting },
    'AWS-RestartEC2Instance': {
      does: 'stops the instance and starts it again',
      label: 'restart the instance',
      states: [...stopping, ...starting],
    },
    'AWS-TerminateEC2Instance': { does: 'terminates the instance for good', label: 'terminate it' },
    'AWS-ResizeInstance': {
      does: 'stops the instance, changes its type and starts it again',
      label: 'resize the instance',
      states: [...stopping, ...starting],
    },
    'AWS-QuarantineEC2Instance': {
      does: 'puts the instance into a security group that lets nothing in or out',
      label: 'isolate it',
    },
    'AWS-DisablePublicAccessForSecurityGroup': {
      does: 'closes SSH and RDP of the security group where they are open to all addresses',
      label: 'close SSH and RDP',
    },
    'AWS-DisableIncomingSSHOnPort22': {
      does: 'removes the rules of the security group that let all addresses in by SSH (TCP 22)',
      label: 'close SSH',
    },
    'AWS-CloseSecurityGroup': {
      does: 'removes all inbound and outbound rules of the security group',
      label: 'remove all rules',
    },
    'AWSConfigRemediation-RemoveUnrestrictedSourceIngressRules': {
      does: 'removes all inbound rules of the security group that let all addresses in',
      label: 'close to the world',
    },
    'AWS-DisableS3BucketPublicReadWrite': {
      does: 'ends public reading and writing of the bucket',
      label: 'end public access',
    },
    'AWSConfigRemediation-ConfigureS3BucketPublicAccessBlock': {
      does: 'sets how the bucket blocks public access: all of it, unless its parameters say otherwise',
      label: 'block public access',
    },
    'AWSConfigRemediation-RestrictBucketSSLRequestsOnly': {
      does: "adds to the bucket's policy that requests without TLS are denied",
      label: 'deny plain HTTP',
    },
    'AWSConfigRemediation-EnforceEC2InstanceIMDSv2': {
      does: 'makes the instance answer to version 2 of the metadata service (IMDSv2) alone',
      label: 'require IMDSv2',
    },
    'AWSConfigRemediation-RevokeUnusedIAMUserCredentials': {
      does: "revokes the user's unused password and access keys",
      label: 'revoke unused keys',
    },
  }),
);

/** What a document does in a few words, `stop the instance`; undefined for one that we do not know. */
export function labelOfDocument(document: string): string | undefined {
  return documents.get(document)?.label;
}

/** What a document does, as a sentence; of one that we do not know, where that stands. */
export function deedOfDocument(document: string): string {
  const known = documents.get(document);
  return known ? `${document} ${known.does}.` : `What ${document} does stands in that document.`;
}

/** What running a document means, in two sentences, for the question before it is run. */
export function effectOfDocument(document: string): string {
  const deed = documents.has(document)
    ? deedOfDocument(document)
    : `Runs ${document}: what that does stands in the document.`;
  return `${deed} It cannot be taken back from here.`;
}

/** The states of EC2 that an instance goes through when a document is run on it, as far as we know. */
export function statesOfDocument(document: string): readonly string[] {
  return documents.get(document)?.states ?? [];
}
