/**
 * The query form of SQS, which its published model has held no more since the service speaks JSON. Clients that are
 * older than that still use it (SQS developer guide, "Making Query API requests"; names as in the API reference's
 * examples, codes as in the model's trait `aws.protocols#awsQueryError`).
 */
import type { Overlay } from "./compact.ts";

const simpleQueueService = (name: string): string => `AWS.SimpleQueueService.${name}`;

export const sqsOverlay: Overlay = {
  oldQueryForm: {
    xmlNamespace: "http://queue.amazonaws.com/doc/2012-11-05/",
    names: {
      AWSAccountIdList: ["AWSAccountId"],
      ActionNameList: ["ActionName"],
      AttributeNameList: ["AttributeName"],
      BatchResultErrorEntryList: ["BatchResultErrorEntry"],
      BinaryList: ["BinaryListValue"],
      ChangeMessageVisibilityBatchRequestEntryList: ["ChangeMessageVisibilityBatchRequestEntry"],
      ChangeMessageVisibilityBatchResultEntryList: ["ChangeMessageVisibilityBatchResultEntry"],
      DeleteMessageBatchRequestEntryList: ["DeleteMessageBatchRequestEntry"],
      DeleteMessageBatchResultEntryList: ["DeleteMessageBatchResultEntry"],
      ListMessageMoveTasksResultEntryList: ["ListMessageMoveTasksResultEntry"],
      MessageAttributeNameList: ["MessageAttributeName"],
      MessageBodyAttributeMap: ["MessageAttribute", "Name", "Value"],
      MessageBodySystemAttributeMap: ["MessageSystemAttribute", "Name", "Value"],
      MessageList: ["Message"],
      MessageSystemAttributeList: ["MessageSystemAttributeName"],
      MessageSystemAttributeMap: ["Attribute", "Name", "Value"],
      QueueAttributeMap: ["Attribute", "Name", "Value"],
      QueueUrlList: ["QueueUrl"],
      SendMessageBatchRequestEntryList: ["SendMessageBatchRequestEntry"],
      SendMessageBatchResultEntryList: ["SendMessageBatchResultEntry"],
      StringList: ["StringListValue"],
      TagKeyList: ["TagKey"],
      TagMap: ["Tag", "Key", "Value"],
    },
    errorCodes: {
      BatchEntryIdsNotDistinct: simpleQueueService("BatchEntryIdsNotDistinct"),
      BatchRequestTooLong: simpleQueueService("BatchRequestTooLong"),
      EmptyBatchRequest: simpleQueueService("EmptyBatchRequest"),
      InvalidBatchEntryId: simpleQueueService("InvalidBatchEntryId"),
      KmsAccessDenied: "KMS.AccessDeniedException",
      KmsDisabled: "KMS.DisabledException",
      KmsInvalidKeyUsage: "KMS.InvalidKeyUsageException",
      KmsInvalidState: "KMS.InvalidStateException",
      KmsNotFound: "KMS.NotFoundException",
      KmsOptInRequired: "KMS.OptInRequired",
      KmsThrottled: "KMS.ThrottlingException",
      MessageNotInflight: simpleQueueService("MessageNotInflight"),
      PurgeQueueInProgress: simpleQueueService("PurgeQueueInProgress"),
      QueueDeletedRecently: simpleQueueService("QueueDeletedRecently"),
      QueueDoesNotExist: simpleQueueService("NonExistentQueue"),
      QueueNameExists: "QueueAlreadyExists",
      TooManyEntriesInBatchRequest: simpleQueueService("TooManyEntriesInBatchRequest"),
      UnsupportedOperation: simpleQueueService("UnsupportedOperation"),
    },
  },
};
