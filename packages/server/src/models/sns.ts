/**
 * SNS: every structure and enum of the API, and its operations. Made by `npm run codegen` from botocore
 * 1.43.11 (API version 2010-03-31); do not edit. Timestamps are milliseconds since 1970, blobs Uint8Array.
 */
import type { ServiceModel } from "../aws/model.ts";
import table from "./sns.json" with { type: "json" };

/** The table behind the types: routes, constraints and errors. */
export const model = table as unknown as ServiceModel;

export type SNSOperations = {
  readonly AddPermission: { readonly input: AddPermissionInput; readonly output: void };
  readonly CheckIfPhoneNumberIsOptedOut: {
    readonly input: CheckIfPhoneNumberIsOptedOutInput;
    readonly output: CheckIfPhoneNumberIsOptedOutResponse;
  };
  readonly ConfirmSubscription: { readonly input: ConfirmSubscriptionInput; readonly output: ConfirmSubscriptionResponse };
  readonly CreatePlatformApplication: {
    readonly input: CreatePlatformApplicationInput;
    readonly output: CreatePlatformApplicationResponse;
  };
  readonly CreatePlatformEndpoint: { readonly input: CreatePlatformEndpointInput; readonly output: CreateEndpointResponse };
  readonly CreateSMSSandboxPhoneNumber: {
    readonly input: CreateSMSSandboxPhoneNumberInput;
    readonly output: CreateSMSSandboxPhoneNumberResult;
  };
  readonly CreateTopic: { readonly input: CreateTopicInput; readonly output: CreateTopicResponse };
  readonly DeleteEndpoint: { readonly input: DeleteEndpointInput; readonly output: void };
  readonly DeletePlatformApplication: { readonly input: DeletePlatformApplicationInput; readonly output: void };
  readonly DeleteSMSSandboxPhoneNumber: {
    readonly input: DeleteSMSSandboxPhoneNumberInput;
    readonly output: DeleteSMSSandboxPhoneNumberResult;
  };
  readonly DeleteTopic: { readonly input: DeleteTopicInput; readonly output: void };
  readonly GetDataProtectionPolicy: { readonly input: GetDataProtectionPolicyInput; readonly output: GetDataProtectionPolicyResponse };
  readonly GetEndpointAttributes: { readonly input: GetEndpointAttributesInput; readonly output: GetEndpointAttributesResponse };
  readonly GetPlatformApplicationAttributes: {
    readonly input: GetPlatformApplicationAttributesInput;
    readonly output: GetPlatformApplicationAttributesResponse;
  };
  readonly GetSMSAttributes: { readonly input: GetSMSAttributesInput; readonly output: GetSMSAttributesResponse };
  readonly GetSMSSandboxAccountStatus: {
    readonly input: GetSMSSandboxAccountStatusInput;
    readonly output: GetSMSSandboxAccountStatusResult;
  };
  readonly GetSubscriptionAttributes: {
    readonly input: GetSubscriptionAttributesInput;
    readonly output: GetSubscriptionAttributesResponse;
  };
  readonly GetTopicAttributes: { readonly input: GetTopicAttributesInput; readonly output: GetTopicAttributesResponse };
  readonly ListEndpointsByPlatformApplication: {
    readonly input: ListEndpointsByPlatformApplicationInput;
    readonly output: ListEndpointsByPlatformApplicationResponse;
  };
  readonly ListOriginationNumbers: { readonly input: ListOriginationNumbersRequest; readonly output: ListOriginationNumbersResult };
  readonly ListPhoneNumbersOptedOut: { readonly input: ListPhoneNumbersOptedOutInput; readonly output: ListPhoneNumbersOptedOutResponse };
  readonly ListPlatformApplications: { readonly input: ListPlatformApplicationsInput; readonly output: ListPlatformApplicationsResponse };
  readonly ListSMSSandboxPhoneNumbers: {
    readonly input: ListSMSSandboxPhoneNumbersInput;
    readonly output: ListSMSSandboxPhoneNumbersResult;
  };
  readonly ListSubscriptions: { readonly input: ListSubscriptionsInput; readonly output: ListSubscriptionsResponse };
  readonly ListSubscriptionsByTopic: { readonly input: ListSubscriptionsByTopicInput; readonly output: ListSubscriptionsByTopicResponse };
  readonly ListTagsForResource: { readonly input: ListTagsForResourceRequest; readonly output: ListTagsForResourceResponse };
  readonly ListTopics: { readonly input: ListTopicsInput; readonly output: ListTopicsResponse };
  readonly OptInPhoneNumber: { readonly input: OptInPhoneNumberInput; readonly output: OptInPhoneNumberResponse };
  readonly Publish: { readonly input: PublishInput; readonly output: PublishResponse };
  readonly PublishBatch: { readonly input: PublishBatchInput; readonly output: PublishBatchResponse };
  readonly PutDataProtectionPolicy: { readonly input: PutDataProtectionPolicyInput; readonly output: void };
  readonly RemovePermission: { readonly input: RemovePermissionInput; readonly output: void };
  readonly SetEndpointAttributes: { readonly input: SetEndpointAttributesInput; readonly output: void };
  readonly SetPlatformApplicationAttributes: { readonly input: SetPlatformApplicationAttributesInput; readonly output: void };
  readonly SetSMSAttributes: { readonly input: SetSMSAttributesInput; readonly output: SetSMSAttributesResponse };
  readonly SetSubscriptionAttributes: { readonly input: SetSubscriptionAttributesInput; readonly output: void };
  readonly SetTopicAttributes: { readonly input: SetTopicAttributesInput; readonly output: void };
  readonly Subscribe: { readonly input: SubscribeInput; readonly output: SubscribeResponse };
  readonly TagResource: { readonly input: TagResourceRequest; readonly output: TagResourceResponse };
  readonly Unsubscribe: { readonly input: UnsubscribeInput; readonly output: void };
  readonly UntagResource: { readonly input: UntagResourceRequest; readonly output: UntagResourceResponse };
  readonly VerifySMSSandboxPhoneNumber: {
    readonly input: VerifySMSSandboxPhoneNumberInput;
    readonly output: VerifySMSSandboxPhoneNumberResult;
  };
};

export interface AddPermissionInput {
  readonly TopicArn: string;
  readonly Label: string;
  readonly AWSAccountId: readonly string[];
  readonly ActionName: readonly string[];
}

export interface BatchResultErrorEntry {
  readonly Id: string;
  readonly Code: string;
  readonly Message?: string;
  readonly SenderFault: boolean;
}

export interface CheckIfPhoneNumberIsOptedOutInput {
  readonly phoneNumber: string;
}

export interface CheckIfPhoneNumberIsOptedOutResponse {
  readonly isOptedOut?: boolean;
}

export interface ConfirmSubscriptionInput {
  readonly TopicArn: string;
  readonly Token: string;
  readonly AuthenticateOnUnsubscribe?: string;
}

export interface ConfirmSubscriptionResponse {
  readonly SubscriptionArn?: string;
}

export interface CreateEndpointResponse {
  readonly EndpointArn?: string;
}

export interface CreatePlatformApplicationInput {
  readonly Name: string;
  readonly Platform: string;
  readonly Attributes: { readonly [key: string]: string };
}

export interface CreatePlatformApplicationResponse {
  readonly PlatformApplicationArn?: string;
}

export interface CreatePlatformEndpointInput {
  readonly PlatformApplicationArn: string;
  readonly Token: string;
  readonly CustomUserData?: string;
  readonly Attributes?: { readonly [key: string]: string };
}

export interface CreateSMSSandboxPhoneNumberInput {
  readonly PhoneNumber: string;
  readonly LanguageCode?: LanguageCodeString;
}

export type CreateSMSSandboxPhoneNumberResult = { readonly [member: string]: never };

export interface CreateTopicInput {
  readonly Name: string;
  readonly Attributes?: { readonly [key: string]: string };
  readonly Tags?: readonly Tag[];
  readonly DataProtectionPolicy?: string;
}

export interface CreateTopicResponse {
  readonly TopicArn?: string;
}

export interface DeleteEndpointInput {
  readonly EndpointArn: string;
}

export interface DeletePlatformApplicationInput {
  readonly PlatformApplicationArn: string;
}

export interface DeleteSMSSandboxPhoneNumberInput {
  readonly PhoneNumber: string;
}

export type DeleteSMSSandboxPhoneNumberResult = { readonly [member: string]: never };

export interface DeleteTopicInput {
  readonly TopicArn: string;
}

export interface Endpoint {
  readonly EndpointArn?: string;
  readonly Attributes?: { readonly [key: string]: string };
}

export interface GetDataProtectionPolicyInput {
  readonly ResourceArn: string;
}

export interface GetDataProtectionPolicyResponse {
  readonly DataProtectionPolicy?: string;
}

export interface GetEndpointAttributesInput {
  readonly EndpointArn: string;
}

export interface GetEndpointAttributesResponse {
  readonly Attributes?: { readonly [key: string]: string };
}

export interface GetPlatformApplicationAttributesInput {
  readonly PlatformApplicationArn: string;
}

export interface GetPlatformApplicationAttributesResponse {
  readonly Attributes?: { readonly [key: string]: string };
}

export interface GetSMSAttributesInput {
  readonly attributes?: readonly string[];
}

export interface GetSMSAttributesResponse {
  readonly attributes?: { readonly [key: string]: string };
}

export type GetSMSSandboxAccountStatusInput = { readonly [member: string]: never };

export interface GetSMSSandboxAccountStatusResult {
  readonly IsInSandbox: boolean;
}

export interface GetSubscriptionAttributesInput {
  readonly SubscriptionArn: string;
}

export interface GetSubscriptionAttributesResponse {
  readonly Attributes?: { readonly [key: string]: string };
}

export interface GetTopicAttributesInput {
  readonly TopicArn: string;
}

export interface GetTopicAttributesResponse {
  readonly Attributes?: { readonly [key: string]: string };
}

export type LanguageCodeString =
  | "en-US"
  | "en-GB"
  | "es-419"
  | "es-ES"
  | "de-DE"
  | "fr-CA"
  | "fr-FR"
  | "it-IT"
  | "ja-JP"
  | "pt-BR"
  | "kr-KR"
  | "zh-CN"
  | "zh-TW";

export interface ListEndpointsByPlatformApplicationInput {
  readonly PlatformApplicationArn: string;
  readonly NextToken?: string;
}

export interface ListEndpointsByPlatformApplicationResponse {
  readonly Endpoints?: readonly Endpoint[];
  readonly NextToken?: string;
}

export interface ListOriginationNumbersRequest {
  readonly NextToken?: string;
  readonly MaxResults?: number;
}

export interface ListOriginationNumbersResult {
  readonly NextToken?: string;
  readonly PhoneNumbers?: readonly PhoneNumberInformation[];
}

export interface ListPhoneNumbersOptedOutInput {
  readonly nextToken?: string;
}

export interface ListPhoneNumbersOptedOutResponse {
  readonly phoneNumbers?: readonly string[];
  readonly nextToken?: string;
}

export interface ListPlatformApplicationsInput {
  readonly NextToken?: string;
}

export interface ListPlatformApplicationsResponse {
  readonly PlatformApplications?: readonly PlatformApplication[];
  readonly NextToken?: string;
}

export interface ListSMSSandboxPhoneNumbersInput {
  readonly NextToken?: string;
  readonly MaxResults?: number;
}

export interface ListSMSSandboxPhoneNumbersResult {
  readonly PhoneNumbers: readonly SMSSandboxPhoneNumber[];
  readonly NextToken?: string;
}

export interface ListSubscriptionsByTopicInput {
  readonly TopicArn: string;
  readonly NextToken?: string;
}

export interface ListSubscriptionsByTopicResponse {
  readonly Subscriptions?: readonly Subscription[];
  readonly NextToken?: string;
}

export interface ListSubscriptionsInput {
  readonly NextToken?: string;
}

export interface ListSubscriptionsResponse {
  readonly Subscriptions?: readonly Subscription[];
  readonly NextToken?: string;
}

export interface ListTagsForResourceRequest {
  readonly ResourceArn: string;
}

export interface ListTagsForResourceResponse {
  readonly Tags?: readonly Tag[];
}

export interface ListTopicsInput {
  readonly NextToken?: string;
}

export interface ListTopicsResponse {
  readonly Topics?: readonly Topic[];
  readonly NextToken?: string;
}

export interface MessageAttributeValue {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: Uint8Array;
}

export type NumberCapability = "SMS" | "MMS" | "VOICE";

export interface OptInPhoneNumberInput {
  readonly phoneNumber: string;
}

export type OptInPhoneNumberResponse = { readonly [member: string]: never };

export interface PhoneNumberInformation {
  readonly CreatedAt?: number;
  readonly PhoneNumber?: string;
  readonly Status?: string;
  readonly Iso2CountryCode?: string;
  readonly RouteType?: RouteType;
  readonly NumberCapabilities?: readonly NumberCapability[];
}

export interface PlatformApplication {
  readonly PlatformApplicationArn?: string;
  readonly Attributes?: { readonly [key: string]: string };
}

export interface PublishBatchInput {
  readonly TopicArn: string;
  readonly PublishBatchRequestEntries: readonly PublishBatchRequestEntry[];
}

export interface PublishBatchRequestEntry {
  readonly Id: string;
  readonly Message: string;
  readonly Subject?: string;
  readonly MessageStructure?: string;
  readonly MessageAttributes?: { readonly [key: string]: MessageAttributeValue };
  readonly MessageDeduplicationId?: string;
  readonly MessageGroupId?: string;
}

export interface PublishBatchResponse {
  readonly Successful?: readonly PublishBatchResultEntry[];
  readonly Failed?: readonly BatchResultErrorEntry[];
}

export interface PublishBatchResultEntry {
  readonly Id?: string;
  readonly MessageId?: string;
  readonly SequenceNumber?: string;
}

export interface PublishInput {
  readonly TopicArn?: string;
  readonly TargetArn?: string;
  readonly PhoneNumber?: string;
  readonly Message: string;
  readonly Subject?: string;
  readonly MessageStructure?: string;
  readonly MessageAttributes?: { readonly [key: string]: MessageAttributeValue };
  readonly MessageDeduplicationId?: string;
  readonly MessageGroupId?: string;
}

export interface PublishResponse {
  readonly MessageId?: string;
  readonly SequenceNumber?: string;
}

export interface PutDataProtectionPolicyInput {
  readonly ResourceArn: string;
  readonly DataProtectionPolicy: string;
}

export interface RemovePermissionInput {
  readonly TopicArn: string;
  readonly Label: string;
}

export type RouteType = "Transactional" | "Promotional" | "Premium";

export interface SMSSandboxPhoneNumber {
  readonly PhoneNumber?: string;
  readonly Status?: SMSSandboxPhoneNumberVerificationStatus;
}

export type SMSSandboxPhoneNumberVerificationStatus = "Pending" | "Verified";

export interface SetEndpointAttributesInput {
  readonly EndpointArn: string;
  readonly Attributes: { readonly [key: string]: string };
}

export interface SetPlatformApplicationAttributesInput {
  readonly PlatformApplicationArn: string;
  readonly Attributes: { readonly [key: string]: string };
}

export interface SetSMSAttributesInput {
  readonly attributes: { readonly [key: string]: string };
}

export type SetSMSAttributesResponse = { readonly [member: string]: never };

export interface SetSubscriptionAttributesInput {
  readonly SubscriptionArn: string;
  readonly AttributeName: string;
  readonly AttributeValue?: string;
}

export interface SetTopicAttributesInput {
  readonly TopicArn: string;
  readonly AttributeName: string;
  readonly AttributeValue?: string;
}

export interface SubscribeInput {
  readonly TopicArn: string;
  readonly Protocol: string;
  readonly Endpoint?: string;
  readonly Attributes?: { readonly [key: string]: string };
  readonly ReturnSubscriptionArn?: boolean;
}

export interface SubscribeResponse {
  readonly SubscriptionArn?: string;
}

export interface Subscription {
  readonly SubscriptionArn?: string;
  readonly Owner?: string;
  readonly Protocol?: string;
  readonly Endpoint?: string;
  readonly TopicArn?: string;
}

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

export interface TagResourceRequest {
  readonly ResourceArn: string;
  readonly Tags: readonly Tag[];
}

export type TagResourceResponse = { readonly [member: string]: never };

export interface Topic {
  readonly TopicArn?: string;
}

export interface UnsubscribeInput {
  readonly SubscriptionArn: string;
}

export interface UntagResourceRequest {
  readonly ResourceArn: string;
  readonly TagKeys: readonly string[];
}

export type UntagResourceResponse = { readonly [member: string]: never };

export interface VerifySMSSandboxPhoneNumberInput {
  readonly PhoneNumber: string;
  readonly OneTimePassword: string;
}

export type VerifySMSSandboxPhoneNumberResult = { readonly [member: string]: never };
