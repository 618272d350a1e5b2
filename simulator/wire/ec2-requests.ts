import { fieldsOf, flag, listOf, text, whole, type KnownParameters } from './query-parameters.ts';

const FILTERS: KnownParameters = {
  Filter: ['Filters', listOf(fieldsOf({ Name: ['Name', text], Value: ['Values', listOf(text)] }))],
};
const PAGES: KnownParameters = { MaxResults: ['MaxResults', whole], NextToken: ['NextToken', text] };
const INSTANCE_IDS: KnownParameters = { InstanceId: ['InstanceIds', listOf(text)] };
const DRY_RUN: KnownParameters = { DryRun: ['DryRun', flag] };

/**
 * The parameters of each action on the wire, and the fields of the SDK's commands that they are.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Operations.html
 */
export const EC2_PARAMETERS: Readonly<Record<string, KnownParameters>> = {
  DescribeInstances: { ...INSTANCE_IDS, ...FILTERS, ...PAGES },
  DescribeInstanceStatus: {
    ...INSTANCE_IDS,
    ...FILTERS,
    ...PAGES,
    IncludeAllInstances: ['IncludeAllInstances', flag],
  },
  DescribeInstanceTypes: { ...FILTERS, ...PAGES },
  DescribeInstanceAttribute: { InstanceId: ['InstanceId', text], Attribute: ['Attribute', text] },
  DescribeSpotInstanceRequests: { ...FILTERS, ...PAGES },
  StopInstances: { ...INSTANCE_IDS, ...DRY_RUN, Force: ['Force', flag] },
  StartInstances: { ...INSTANCE_IDS, ...DRY_RUN },
};
