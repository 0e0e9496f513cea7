/**
 * The one operation of EC2 that is asked, in the form of the SDK's own schemas and equal to what the SDK has: EC2's client is
 * ten times as large as the others, and would cost everybody who makes an estate a second.
 */
const namespace = 'com.amazonaws.ec2';
const texts = [1, namespace, 'ValueStringList', 0, [0, { xmlName: 'item' }]];
const filter = [3, namespace, 'Filter', 0, ['Name', 'Values'], [0, [texts, { xmlName: 'Value' }]]];
const filters = [1, namespace, 'FilterList', 0, [filter, { xmlName: 'Filter' }]];
const names = [1, namespace, 'RegionNameStringList', 0, [0, { xmlName: 'RegionName' }]];
const request = [
  3,
  namespace,
  'DescribeRegionsRequest',
  0,
  ['RegionNames', 'AllRegions', 'DryRun', 'Filters'],
  [
    [names, { xmlName: 'RegionName' }],
    2,
    [2, { ec2QueryName: 'DryRun', xmlName: 'dryRun' }],
    [filters, { xmlName: 'Filter' }],
  ],
];
const region = [
  3,
  namespace,
  'Region',
  0,
  ['OptInStatus', 'RegionName', 'Endpoint'],
  [
    [0, { ec2QueryName: 'OptInStatus', xmlName: 'optInStatus' }],
    [0, { ec2QueryName: 'RegionName', xmlName: 'regionName' }],
    [0, { ec2QueryName: 'RegionEndpoint', xmlName: 'regionEndpoint' }],
  ],
];
const regions = [1, namespace, 'RegionList', 0, [region, { xmlName: 'item' }]];
const result = [
  3,
  namespace,
  'DescribeRegionsResult',
  0,
  ['Regions'],
  [[regions, { ec2QueryName: 'RegionInfo', xmlName: 'regionInfo' }]],
];

/** What the SDK's client exports as `DescribeRegions$`. */
export const ec2Model = { DescribeRegions$: [9, namespace, 'DescribeRegions', 0, request, result] } as const;
