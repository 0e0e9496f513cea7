/**
 * The fixed points of the playground's story, the same for every seed, so that scripts and people can name them: in
 * payments-prod, Hana opened the bastion's security group to the world, and somebody started an instance from an image
 * that nobody approved.
 */
export const scene = {
  prod: '111122223333',
  dev: '444455556666',
  shared: '999988887777',
  region: 'ap-northeast-1',
  securityGroup: { id: 'sg-0a1b2c3d4e5f60718', name: 'payments-bastion' },
  instance: { id: 'i-0f1e2d3c4b5a69788', name: 'payments-batch-3', imageId: 'ami-0bad0bad0bad0bad0' },
  /** In payments-dev; it cannot be stopped, so its remediation fails. */
  protectedInstance: { id: 'i-0dead10cc0dead10c', name: 'legacy-ledger' },
  /** In payments-dev; a scene opens it to the world, and the policy for that account closes it without a click. */
  sandbox: { id: 'sg-0d0e0d0e0d0e0d0e0', name: 'payments-sandbox' },
  /** In payments-dev; somebody launches it in a scene, and it is larger than the rule desired-instance-type allows. */
  oversizedInstance: { id: 'i-0b16b16b16b16b160', name: 'payments-training-1', instanceType: 'm7g.16xlarge' },
  /** Holds what customers exported; a scene opens it to everybody. */
  bucket: 'payments-exports',
  /** The role that the instance works with. */
  role: { id: 'AROA0F1E2D3C4B5A69788', name: 'payments-batch' },
  /** A user for programs, for which a scene makes a key. */
  robot: 'backup-agent',
  approvedImageId: 'ami-0123456789abcdef0',
  /** GuardDuty's detector in payments-prod. */
  detectorId: '12abc34d567e8fa901bc2d34e56789f0',
  /** Who opened the group, through IAM Identity Center, from where. */
  person: {
    email: 'hana.sato@example.com',
    role: 'AWSReservedSSO_PaymentsAdmin_0a1b2c3d4e5f6071',
    address: '203.0.113.77',
  },
  /** Who deleted a backup in payments-dev, and who a log file says it was since somebody changed that file. */
  tamperer: { userName: 'nightly-cleanup', instead: 'backup-service', address: '198.51.100.23' },
  /** Who tried to stop the trail in payments-dev and was refused. */
  intruder: { userName: 'build-agent', address: '192.0.2.201' },
} as const;

/**
 * Minutes before "now" at which the story happened: long enough ago that its log files have come (25 minutes at most), and
 * so lately that who did it explains what AWS Config finds now (within an hour).
 */
export const storyMinutesAgo = {
  signIn: 36,
  look: 34,
  openGroup: 31,
  runInstance: 28,
  stopTrail: 39,
  deleteBackup: 310,
} as const;

/** How long AWS Config takes to record what somebody did, in ms. */
export const recordedAfterMs = 2 * 60_000;
