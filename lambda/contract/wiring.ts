/** What the stack tells the functions beside the owner's parameters; made by the stack, never by the owner. */
export const WIRING = {
  tableName: 'RESPONDER_TABLE_NAME',
  topicArn: 'RESPONDER_TOPIC_ARN',
  accountId: 'RESPONDER_ACCOUNT_ID',
  partition: 'RESPONDER_PARTITION',
} as const;
