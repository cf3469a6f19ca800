"""Special categories, criminal-offence data and the practice labels, from the words of a name."""

from __future__ import annotations

from collections.abc import Collection

from honour.discovery.phrases import Phrases
from honour.kernel.holding import Label

L = Label

_PHRASES: tuple[tuple[Label, str], ...] = (
    (
        L.HEALTH,
        """
        medic* !centre; health* !safety !check; healthcare; allerg*; medication; medicine; diagnos*; disab*
        !account; impair*; vaccin*; immunis*; immuniz*; doctor; surgery; gp; nhs; asthma*; epipen; inhaler; injur*;
        accident; sick; sickness; illness; ill; therap*; treatment; treated; symptom; hospital*; nurse; aid first;
        firstaid; physio*; clinic*; dose; dosage; epilep*; diabet*; dietary; diet; intolerance; mental; pregnan*;
        maternity; fit note; fitnote; wellbeing; salt !password !hash !crypt* !token; toilet*; continence; blood;
        eyesight; glasses !order; hearing !date !court !panel; vision !statement !school; mobility; wheelchair;
        surgical; psych*; counsel*; camhs; cahms; autis*; adhd; asd; dyslex*; dysprax*; bmi; height !image !width
        !photo; weight !mark !image !grade !question !score !item !package !product !parcel; temperature !room
        !fridge; covid*; quarantine; isolat*; pcr; lateral; epidemic; prescri*; pharmac*; drug; dental; dentist;
        optician; occupational health; health; absence illness; absence reason; condition medical; condition health;
        condition long; bodymap; bruise; wound; concussion; bump; ambulance; hygiene care; care intimate; care plan
        health; ihp; ihcp; anaphyla*; paramedic; triage; patient; ward !prefect; sickpay; ssp; smp; menstru*;
        krank*; behinder*; medikament*; arzt; impfung; sante; salud; discapacid*; handicap*; deaf*; blind !copy
        !mark*; sensory; prosthe*; seizure; epi pen; special circumstances health; reasonable adjustment; adjustment
        access; adrenaline; antihistamine; headlice; nit; donor; organ donor; fracture; vaccine; tetanus; eating
        disorder; hospice; terminal; bereav* counsel*; fitness work; occ health; height weight; ncmp; screening !dbs
        !pre
        """,
    ),
    (
        L.ETHNICITY,
        """
        ethnic*; race !number !result !time !track !circuit !lap !round !car !driver !season !constructor; racial
        !incident; traveller !agent !trip !booking !cheque; refugee; asylum; gypsy; eth origin; ethnie; roma; eth
        code; eth; tribe; caste; origin national; herkunft; skin colour; skin; tribal; ethnizitaet
        """,
    ),
    (
        L.RELIGION,
        """
        religi*; faith; belief; worship; church; baptis*; baptism; denomination !coin !currency !note !cash; parish;
        sacrament*; communion; confirmation religious; konfession; mosque; synagogue; diocese !school; prayer;
        halal; kosher; rlgn; collective worship; philosoph*; creed; bekenntnis; glaube; ramadan; confirmed church
        """,
    ),
    (
        L.SEXUALITY,
        """
        sexual !abuse !misconduct !harassment; sexuality; orientation sexual; lgbt*; transgender; trans gender;
        gender identity; gender reassign*; sex life; sexorient*; sexualorient*; gay; sexuell*
        """,
    ),
    (
        L.POLITICS,
        """
        political; politics; party political; party voting; vote intention; politi*
        """,
    ),
    (
        L.UNION,
        """
        union !credit !european !join !region !student; nasuwt; unison; tradeunion; gewerkschaft; syndicat
        """,
    ),
    (
        L.BIOMETRIC,
        """
        biometr*; fingerprint !browser !device !key !ssh !certificate !cert; faceprint; thumbprint !cert* !ssl; face
        template; finger template; iris scan; facial; finger !id; voiceprint; palm; retina
        """,
    ),
    (
        L.GENETIC,
        """
        genet*; dna; genom*; sickle cell; chromosom*; hereditary
        """,
    ),
    (
        L.CRIMINAL,
        """
        criminal; convict*; offence; offens* !offensive; dbs; caution; barred !list_type; crb; offender; disqualif*;
        prosecut*; arrest; probation !period !end !date !review !employment; prison; yot; youth justice; list99;
        list 99; rehabilitation offender; rehab offender; prohibition teach*; prohibit* teach*; isa check; vetting;
        disclosure enhanced; disclosure number; disclosure dbs; disclosure criminal; sentence !text; section 128;
        yoi; tagged electronic; incarcerat*; vorstrafe*; s128
        """,
    ),
    (
        L.POLICE,
        """
        police; crime; encompass; prevent referral; channel referral; prevent radical*; radicali*; knife; weapon;
        gang; county line; exploitation; cse; cce !language
        """,
    ),
    (
        L.SAFEGUARDING,
        """
        safeguard*; protection !data !password !write !copy !sheet !gdpr !act; cp; cin; concern; abuse; neglect;
        lac; looked after; mash; chronology; fgm; domestic violence; domestic abuse; cla; harm; cpoms; pep; dsl;
        child need; in care; foster*; cpp; cpr register; cp plan; early help; lado; radicalis*; vulnerab*; at risk
        child; selfharm; self harm; suicid*; bullying; bullied; bully; missing child; private fostering; young
        carer; carer young; adopt* !date_of_policy !policy; adoption; special guardianship; sgo; disclosure child;
        welfare !attendance; nspcc; allegation child; allegation lado; cme; child missing; toxic trio; strategy
        meeting; section 47; section 17; s47; s17; icpc; care order; care leaver; carer status
        """,
    ),
    (
        L.SEN,
        """
        sen !password; send !sent !email !date !message !sms !notification !mail !reminder !copy !alert !at !status;
        iep; special need; educational special; provision map; learning difficulty; senco; sendco; senprov*; senst*;
        sentype; senneed; aln; idp; additional need; need additional; learning support; lsp; pupil passport; one
        page profile; edukey; sen support; special education; access arrangement; exam access; concession exam;
        gifted !x; dla; high need; needs type; need type; senstat*; inclusion
        """,
    ),
    (
        L.EHCP,
        """
        ehcp; ehc; echp; ehca; education health care; ehna; statement sen; statemented
        """,
    ),
    (
        L.SOCIAL_WORK,
        """
        social worker; social care; cin; social service; care authority; cla; lac; looked after; virtual school;
        socialworker; children service; legal status care; placement care; placement foster
        """,
    ),
    (
        L.COURT,
        """
        court !tennis !squash !sport !badminton !basketball !booking; custody; injunction; restraining; prohibited;
        non molestation; residence order; parental order; child arrangement; ward court; cafcass; access restricted
        contact
        """,
    ),
    (
        L.LEGAL_ADVICE,
        """
        legal advice; solicitor; privilege !user !admin !role !level; litigation; lawyer
        """,
    ),
    (
        L.REFERENCE,
        """
        reference confidential; reference employment; referee !match !game !sport; reference job; reference
        personal; reference request
        """,
    ),
    (
        L.EXAM,
        """
        exam !board !room !season !series !centre; script exam
        """,
    ),
)
_LABELS = Phrases(_PHRASES)


def labels_of_words(words: Collection[str]) -> frozenset[Label]:
    """Categories the words of a name stand for. Names only; code sets are `codesets`' work."""
    return _LABELS.of(words)
