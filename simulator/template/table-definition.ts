import {
  asList,
  asObject,
  asText,
  type Json,
  type JsonObject,
  type ResolvedResource,
} from './template-json.ts';

export interface KeyAttribute {
  readonly name: string;
  readonly type: 'S' | 'N';
}

export interface IndexDefinition {
  readonly name: string;
  readonly partitionKey: KeyAttribute;
  readonly sortKey?: KeyAttribute;
  readonly projection: 'ALL' | 'KEYS_ONLY' | 'INCLUDE';
  /** Of an INCLUDE projection. */
  readonly nonKeyAttributes: readonly string[];
}

export interface TableDefinition {
  /** Of a table that a template makes. */
  readonly logicalId?: string;
  readonly name: string;
  readonly partitionKey: KeyAttribute;
  readonly sortKey?: KeyAttribute;
  readonly indexes: readonly IndexDefinition[];
  readonly ttlAttribute?: string;
}

/**
 * In: a resolved AWS::DynamoDB::Table. Out: its keys, global secondary indexes and time-to-live attribute.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html
 */
export function tableDefinition({ logicalId, physicalId, properties }: ResolvedResource): TableDefinition {
  if (properties.LocalSecondaryIndexes !== undefined) {
    throw new Error(`template: ${logicalId} has local secondary indexes, which are not simulated`);
  }
  const types = attributeTypes(properties, logicalId);
  const ttl = asObject(properties.TimeToLiveSpecification ?? {}, logicalId);
  const indexes = asList(properties.GlobalSecondaryIndexes ?? [], logicalId);
  return {
    logicalId,
    name: physicalId,
    ...keys(properties, types, logicalId),
    indexes: indexes.map((node) => indexDefinition(asObject(node, logicalId), types, logicalId)),
    ...(ttl.Enabled === true || ttl.Enabled === 'true'
      ? { ttlAttribute: asText(ttl.AttributeName, logicalId) }
      : {}),
  };
}

function indexDefinition(
  index: JsonObject,
  types: ReadonlyMap<string, string>,
  where: string,
): IndexDefinition {
  const projection = asObject(index.Projection ?? {}, where);
  const type = projection.ProjectionType;
  if (type !== 'ALL' && type !== 'KEYS_ONLY' && type !== 'INCLUDE') {
    throw new Error(`template: an index of ${where} has the projection ${JSON.stringify(type)}`);
  }
  return {
    name: asText(index.IndexName, where),
    ...keys(index, types, where),
    projection: type,
    nonKeyAttributes: asList(projection.NonKeyAttributes ?? [], where).map((name) => asText(name, where)),
  };
}

function attributeTypes(properties: JsonObject, where: string): ReadonlyMap<string, string> {
  return new Map(
    asList(properties.AttributeDefinitions ?? [], where).map((node) => {
      const { AttributeName, AttributeType } = asObject(node, where);
      return [asText(AttributeName, where), asText(AttributeType, where)];
    }),
  );
}

function keys(
  properties: JsonObject,
  types: ReadonlyMap<string, string>,
  where: string,
): { partitionKey: KeyAttribute; sortKey?: KeyAttribute } {
  const schema = asList(properties.KeySchema ?? [], where).map((node) => asObject(node, where));
  const attribute = (kind: string): KeyAttribute | undefined => {
    const name: Json | undefined = schema.find(({ KeyType }) => KeyType === kind)?.AttributeName;
    if (name === undefined) return undefined;
    const type = types.get(asText(name, where));
    if (type !== 'S' && type !== 'N') {
      throw new Error(
        `template: the key ${asText(name, where)} of ${where} has the type ${String(type)}, allowed is S or N`,
      );
    }
    return { name: asText(name, where), type };
  };
  const partitionKey = attribute('HASH');
  if (partitionKey === undefined) throw new Error(`template: ${where} has no partition key`);
  const sortKey = attribute('RANGE');
  return sortKey === undefined ? { partitionKey } : { partitionKey, sortKey };
}
