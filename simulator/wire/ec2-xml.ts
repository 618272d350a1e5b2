import { elementsOf, itemsOf, scalar, type KnownFields, type Writer } from './xml.ts';

const NEXT_TOKEN: KnownFields = { NextToken: ['nextToken', scalar] };
const STATE = elementsOf({ Code: ['code', scalar], Name: ['name', scalar] });
const STATE_CHANGES = itemsOf(
  elementsOf({
    InstanceId: ['instanceId', scalar],
    CurrentState: ['currentState', STATE],
    PreviousState: ['previousState', STATE],
  }),
);

const ASSOCIATION = elementsOf({ PublicIp: ['publicIp', scalar], IpOwnerId: ['ipOwnerId', scalar] });
const NETWORK_INTERFACE = elementsOf({
  NetworkInterfaceId: ['networkInterfaceId', scalar],
  Association: ['association', ASSOCIATION],
  PrivateIpAddresses: [
    'privateIpAddressesSet',
    itemsOf(
      elementsOf({
        PrivateIpAddress: ['privateIpAddress', scalar],
        Primary: ['primary', scalar],
        Association: ['association', ASSOCIATION],
      }),
    ),
  ],
});

const INSTANCE = elementsOf({
  InstanceId: ['instanceId', scalar],
  InstanceType: ['instanceType', scalar],
  LaunchTime: ['launchTime', scalar],
  Placement: [
    'placement',
    elementsOf({
      AvailabilityZone: ['availabilityZone', scalar],
      Tenancy: ['tenancy', scalar],
      HostId: ['hostId', scalar],
      GroupName: ['groupName', scalar],
    }),
  ],
  State: ['instanceState', STATE],
  StateReason: ['stateReason', elementsOf({ Code: ['code', scalar], Message: ['message', scalar] })],
  StateTransitionReason: ['reason', scalar],
  PrivateIpAddress: ['privateIpAddress', scalar],
  PublicIpAddress: ['ipAddress', scalar],
  NetworkInterfaces: ['networkInterfaceSet', itemsOf(NETWORK_INTERFACE)],
  InstanceLifecycle: ['instanceLifecycle', scalar],
  RootDeviceType: ['rootDeviceType', scalar],
  OutpostArn: ['outpostArn', scalar],
  Operator: ['operator', elementsOf({ Managed: ['managed', scalar], Principal: ['principal', scalar] })],
  MaintenanceOptions: [
    'maintenanceOptions',
    elementsOf({ AutoRecovery: ['autoRecovery', scalar], RebootMigration: ['rebootMigration', scalar] }),
  ],
  Tags: ['tagSet', itemsOf(elementsOf({ Key: ['key', scalar], Value: ['value', scalar] }))],
});

const CHECK = elementsOf({
  Status: ['status', scalar],
  Details: [
    'details',
    itemsOf(
      elementsOf({
        Name: ['name', scalar],
        Status: ['status', scalar],
        ImpairedSince: ['impairedSince', scalar],
      }),
    ),
  ],
});

const STATUS = elementsOf({
  InstanceId: ['instanceId', scalar],
  AvailabilityZone: ['availabilityZone', scalar],
  InstanceState: ['instanceState', STATE],
  SystemStatus: ['systemStatus', CHECK],
  InstanceStatus: ['instanceStatus', CHECK],
  AttachedEbsStatus: ['attachedEbsStatus', CHECK],
  Events: [
    'eventsSet',
    itemsOf(
      elementsOf({
        InstanceEventId: ['instanceEventId', scalar],
        Code: ['code', scalar],
        Description: ['description', scalar],
        NotBefore: ['notBefore', scalar],
        NotAfter: ['notAfter', scalar],
        NotBeforeDeadline: ['notBeforeDeadline', scalar],
      }),
    ),
  ],
});

/**
 * What each action answers, in elements. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Operations.html
 */
export const EC2_ANSWERS: Readonly<Record<string, Writer>> = {
  DescribeInstances: elementsOf({
    ...NEXT_TOKEN,
    Reservations: ['reservationSet', itemsOf(elementsOf({ Instances: ['instancesSet', itemsOf(INSTANCE)] }))],
  }),
  DescribeInstanceStatus: elementsOf({
    ...NEXT_TOKEN,
    InstanceStatuses: ['instanceStatusSet', itemsOf(STATUS)],
  }),
  DescribeInstanceTypes: elementsOf({
    ...NEXT_TOKEN,
    InstanceTypes: [
      'instanceTypeSet',
      itemsOf(
        elementsOf({
          InstanceType: ['instanceType', scalar],
          BareMetal: ['bareMetal', scalar],
          AutoRecoverySupported: ['autoRecoverySupported', scalar],
          InstanceStorageSupported: ['instanceStorageSupported', scalar],
        }),
      ),
    ],
  }),
  DescribeInstanceAttribute: elementsOf({
    InstanceId: ['instanceId', scalar],
    DisableApiStop: ['disableApiStop', elementsOf({ Value: ['value', scalar] })],
    InstanceInitiatedShutdownBehavior: [
      'instanceInitiatedShutdownBehavior',
      elementsOf({ Value: ['value', scalar] }),
    ],
  }),
  DescribeSpotInstanceRequests: elementsOf({
    ...NEXT_TOKEN,
    SpotInstanceRequests: [
      'spotInstanceRequestSet',
      itemsOf(
        elementsOf({
          InstanceId: ['instanceId', scalar],
          Type: ['type', scalar],
          State: ['state', scalar],
          LaunchGroup: ['launchGroup', scalar],
          AvailabilityZoneGroup: ['availabilityZoneGroup', scalar],
        }),
      ),
    ],
  }),
  StopInstances: elementsOf({ StoppingInstances: ['instancesSet', STATE_CHANGES] }),
  StartInstances: elementsOf({ StartingInstances: ['instancesSet', STATE_CHANGES] }),
};
