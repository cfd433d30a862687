//! The settings of a user pool as a table: what CreateUserPool and UpdateUserPool take (service model of November 2026).

use super::shape::Shape::{self, Arn, Flag, List, MapOf, OneOf, Structure, Text, Whole};

const CHANNELS: &[&str] = &["phone_number", "email"];

const PASSWORD_POLICY: Shape = Structure(&[
    ("MinimumLength", Whole(6, 99)),
    ("RequireUppercase", Flag),
    ("RequireLowercase", Flag),
    ("RequireNumbers", Flag),
    ("RequireSymbols", Flag),
    ("PasswordHistorySize", Whole(0, 24)),
    ("TemporaryPasswordValidityDays", Whole(0, 365)),
]);

const SIGN_IN_POLICY: Shape = Structure(&[(
    "AllowedFirstAuthFactors",
    List(&OneOf(&["PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN", "SOFTWARE_TOKEN"]), 5),
)]);

const SENDER: Shape = Structure(&[("LambdaVersion", OneOf(&["V1_0"])), ("LambdaArn", Arn)]);

const LAMBDA_CONFIG: Shape = Structure(&[
    ("PreSignUp", Arn),
    ("CustomMessage", Arn),
    ("PostConfirmation", Arn),
    ("PreAuthentication", Arn),
    ("PostAuthentication", Arn),
    ("DefineAuthChallenge", Arn),
    ("CreateAuthChallenge", Arn),
    ("VerifyAuthChallengeResponse", Arn),
    ("PreTokenGeneration", Arn),
    ("UserMigration", Arn),
    ("PreTokenGenerationConfig", Structure(&[("LambdaVersion", OneOf(&["V1_0", "V2_0", "V3_0"])), ("LambdaArn", Arn)])),
    ("CustomSMSSender", SENDER),
    ("CustomEmailSender", SENDER),
    ("KMSKeyID", Arn),
    ("InboundFederation", SENDER),
]);

const VERIFICATION_MESSAGE_TEMPLATE: Shape = Structure(&[
    ("SmsMessage", Text(6, 140)),
    ("EmailMessage", Text(6, 20_000)),
    ("EmailSubject", Text(1, 140)),
    ("EmailMessageByLink", Text(6, 20_000)),
    ("EmailSubjectByLink", Text(1, 140)),
    ("DefaultEmailOption", OneOf(&["CONFIRM_WITH_LINK", "CONFIRM_WITH_CODE"])),
]);

const EMAIL_CONFIGURATION: Shape = Structure(&[
    ("SourceArn", Arn),
    ("ReplyToEmailAddress", Text(1, 320)),
    ("EmailSendingAccount", OneOf(&["COGNITO_DEFAULT", "DEVELOPER"])),
    ("From", Text(0, 131_072)),
    ("ConfigurationSet", Text(1, 64)),
]);

const SMS_CONFIGURATION: Shape = Structure(&[
    ("SnsCallerArn", Text(0, 2048)),
    ("ExternalId", Text(0, 131_072)),
    ("SnsRegion", Text(5, 32)),
    (
        "EumsSms",
        Structure(&[
            ("CallerArn", Arn),
            ("ExternalId", Text(0, 131_072)),
            ("OriginationIdentity", Text(0, 131_072)),
            ("ConfigurationSetName", Text(0, 131_072)),
            ("InEntityId", Text(0, 131_072)),
            ("InTemplateId", Text(0, 131_072)),
            ("Region", Text(5, 32)),
        ]),
    ),
]);

const ADMIN_CREATE_USER_CONFIG: Shape = Structure(&[
    ("AllowAdminCreateUserOnly", Flag),
    ("UnusedAccountValidityDays", Whole(0, 365)),
    (
        "InviteMessageTemplate",
        Structure(&[("SMSMessage", Text(6, 140)), ("EmailMessage", Text(6, 20_000)), ("EmailSubject", Text(1, 140))]),
    ),
]);

const USER_POOL_ADD_ONS: Shape = Structure(&[
    ("AdvancedSecurityMode", OneOf(&["OFF", "AUDIT", "ENFORCED"])),
    ("AdvancedSecurityAdditionalFlows", Structure(&[("CustomAuthMode", OneOf(&["AUDIT", "ENFORCED"]))])),
]);

const GRANT_TYPES: Shape = List(&OneOf(&["code", "implicit", "client_credentials"]), 3);

const DCR_CONFIGURATION: Shape = Structure(&[
    ("EnableStatus", OneOf(&["Enabled", "Disabled"])),
    ("OpenDcrEnabled", Flag),
    ("AuthenticatedGrantTypes", GRANT_TYPES),
    ("OpenDcrGrantTypes", GRANT_TYPES),
    ("AllowedScopes", List(&Text(1, 256), 50)),
]);

const ACCOUNT_RECOVERY_SETTING: Shape = Structure(&[(
    "RecoveryMechanisms",
    List(
        &Structure(&[("Priority", Whole(1, 2)), ("Name", OneOf(&["verified_email", "verified_phone_number", "admin_only"]))]),
        2,
    ),
)]);

/// The settings that both CreateUserPool and UpdateUserPool take, by the names that Describe gives them.
pub const SETTINGS: &[(&str, Shape)] = &[
    ("Policies", Structure(&[("PasswordPolicy", PASSWORD_POLICY), ("SignInPolicy", SIGN_IN_POLICY)])),
    ("DeletionProtection", OneOf(&["ACTIVE", "INACTIVE"])),
    ("LambdaConfig", LAMBDA_CONFIG),
    ("AutoVerifiedAttributes", List(&OneOf(CHANNELS), 2)),
    ("SmsVerificationMessage", Text(6, 140)),
    ("EmailVerificationMessage", Text(6, 20_000)),
    ("EmailVerificationSubject", Text(1, 140)),
    ("VerificationMessageTemplate", VERIFICATION_MESSAGE_TEMPLATE),
    ("SmsAuthenticationMessage", Text(6, 140)),
    ("MfaConfiguration", OneOf(&["OFF", "ON", "OPTIONAL"])),
    ("UserAttributeUpdateSettings", Structure(&[("AttributesRequireVerificationBeforeUpdate", List(&OneOf(CHANNELS), 2))])),
    ("DeviceConfiguration", Structure(&[("ChallengeRequiredOnNewDevice", Flag), ("DeviceOnlyRememberedOnUserPrompt", Flag)])),
    ("EmailConfiguration", EMAIL_CONFIGURATION),
    ("SmsConfiguration", SMS_CONFIGURATION),
    ("UserPoolTags", MapOf(&Text(0, 256))),
    ("AdminCreateUserConfig", ADMIN_CREATE_USER_CONFIG),
    ("UserPoolAddOns", USER_POOL_ADD_ONS),
    ("DcrConfiguration", DCR_CONFIGURATION),
    ("AccountRecoverySetting", ACCOUNT_RECOVERY_SETTING),
    ("UserPoolTier", OneOf(&["LITE", "ESSENTIALS", "PLUS"])),
    ("KeyConfiguration", Structure(&[("KeyType", OneOf(&["AWS_OWNED_KEY", "CUSTOMER_MANAGED_KEY"])), ("KmsKeyArn", Arn)])),
    ("IssuerConfiguration", Structure(&[("Type", OneOf(&["ORIGINAL", "UPDATED"]))])),
    ("AcrConfiguration", MapOf(&Structure(&[("AcrValue", Text(1, 64))]))),
];

/// What only CreateUserPool takes, kept under the same names (`Schema` becomes `SchemaAttributes`).
pub const FIXED_AT_CREATION: &[(&str, Shape)] = &[
    ("AliasAttributes", List(&OneOf(&["phone_number", "email", "preferred_username"]), 3)),
    ("UsernameAttributes", List(&OneOf(CHANNELS), 2)),
    ("UsernameConfiguration", Structure(&[("CaseSensitive", Flag)])),
];

/// What Describe shows and UpdateUserPool refuses (facts §3.1).
pub const READ_ONLY: &[&str] = &[
    "Id",
    "Name",
    "Arn",
    "Status",
    "CreationDate",
    "LastModifiedDate",
    "SchemaAttributes",
    "EstimatedNumberOfUsers",
    "AliasAttributes",
    "UsernameAttributes",
    "UsernameConfiguration",
    "Domain",
    "CustomDomain",
    "EmailConfigurationFailure",
    "SmsConfigurationFailure",
];
