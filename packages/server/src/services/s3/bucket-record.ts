/** What is kept of a bucket. Configurations are in the form of the API, as they were put and checked. */
import type {
  AccessControlPolicy,
  CORSConfiguration,
  BucketLifecycleConfiguration,
  NotificationConfiguration,
  ObjectLockConfiguration,
  ObjectOwnership,
  PublicAccessBlockConfiguration,
  ServerSideEncryptionConfiguration,
  Tag,
} from "../../models/s3.ts";

export interface BucketRecord {
  readonly name: string;
  readonly region: string;
  readonly accountId: string;
  readonly createdMs: number;
  /** undefined: never switched on. */
  readonly versioning?: "Enabled" | "Suspended";
  readonly tags?: readonly Tag[];
  /** JSON as it was put. */
  readonly policy?: string;
  readonly cors?: CORSConfiguration;
  readonly notification?: NotificationConfiguration;
  readonly lifecycle?: BucketLifecycleConfiguration;
  readonly encryption?: ServerSideEncryptionConfiguration;
  readonly ownership?: ObjectOwnership;
  readonly publicAccess?: PublicAccessBlockConfiguration;
  readonly acl?: AccessControlPolicy;
  readonly objectLock?: ObjectLockConfiguration;
}
