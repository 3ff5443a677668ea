package store

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// ErrUnknown says that there is no such trajectory, event, definition or subject.
var ErrUnknown = errors.New("unknown")

// sealedSubject is what is known of a person beside his reference.
type sealedSubject struct {
	Name string `json:"name"`
}

// Reference returns the reference of a subject of an issuer, making one at the first call. It never changes, says nothing
// about the person, and is the same whatever name the token gives; the name is kept sealed as it was last given.
func (s *Store) Reference(ctx context.Context, issuer, subject, name string) (string, error) {
	hash := s.subjectHash(issuer, subject)
	row, err := s.subject(ctx, hash)
	if err == nil && row == nil {
		row, err = s.newSubject(ctx, issuer, hash)
	}
	if err == nil && name != "" {
		err = s.keepName(ctx, row, name)
	}
	if err != nil {
		return "", fmt.Errorf("reference of a subject: %w", err)
	}
	return row.Ref, nil
}

// Name returns the name of a subject as it was last given, "" if none was.
func (s *Store) Name(ctx context.Context, ref string) (string, error) {
	var rows []subjectRow
	err := s.query(ctx, func(db *gorm.DB) error { return db.Where("ref = ?", ref).Limit(1).Find(&rows).Error })
	switch {
	case err != nil:
		return "", fmt.Errorf("name of a subject: %w", err)
	case len(rows) == 0:
		return "", ErrUnknown
	}
	return s.nameOf(rows[0])
}

// MaxNames bounds one call of Names.
const MaxNames = 200

// Names returns the names of those of the subjects of which one is known, by reference.
func (s *Store) Names(ctx context.Context, refs []string) (map[string]string, error) {
	if len(refs) > MaxNames {
		return nil, fmt.Errorf("names of %d subjects, at most %d", len(refs), MaxNames)
	}
	names := map[string]string{}
	if len(refs) == 0 {
		return names, nil
	}
	var rows []subjectRow
	err := s.query(ctx, func(db *gorm.DB) error { return db.Where("ref IN ?", refs).Find(&rows).Error })
	if err != nil {
		return nil, fmt.Errorf("names of subjects: %w", err)
	}
	for _, row := range rows {
		name, err := s.nameOf(row)
		if err != nil {
			return nil, err
		}
		if name != "" {
			names[row.Ref] = name
		}
	}
	return names, nil
}

func (s *Store) nameOf(row subjectRow) (string, error) {
	if len(row.Sealed) == 0 {
		return "", nil
	}
	var sealed sealedSubject
	if err := s.open(ScopeSubjects, row.KeyID, row.Sealed, &sealed); err != nil {
		return "", fmt.Errorf("name of a subject: %w", err)
	}
	return sealed.Name, nil
}

// subjectHash is keyed, so that a list of subjects cannot be tried against the table. The length of the issuer goes
// before it, so that no two pairs read the same.
func (s *Store) subjectHash(issuer, subject string) []byte {
	mac := hmac.New(sha256.New, s.subjectKey)
	mac.Write(binary.BigEndian.AppendUint64(nil, uint64(len(issuer))))
	mac.Write([]byte(issuer))
	mac.Write([]byte(subject))
	return mac.Sum(nil)
}

// subjectKeyID tells under which key a hash was made, without saying anything about the key.
func (s *Store) subjectKeyID() string {
	sum := sha256.Sum256(append([]byte("stroom subject key\x00"), s.subjectKey...))
	return hex.EncodeToString(sum[:4])
}

func (s *Store) subject(ctx context.Context, hash []byte) (*subjectRow, error) {
	var rows []subjectRow
	err := s.query(ctx, func(db *gorm.DB) error {
		return db.Where("subject_hash = ?", hash).Limit(1).Find(&rows).Error
	})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

// newSubject makes a reference, unless another request for the same person was first.
func (s *Store) newSubject(ctx context.Context, issuer string, hash []byte) (*subjectRow, error) {
	row := subjectRow{
		Ref: "p-" + rand.Text(), Issuer: issuer, SubjectHash: hash, HashKeyID: s.subjectKeyID(), CreatedAt: stored(s.now()),
	}
	var out subjectRow
	err := s.transaction(ctx, func(tx *gorm.DB) error {
		if err := tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&row).Error; err != nil {
			return err
		}
		out = subjectRow{}
		return tx.Where("subject_hash = ?", hash).Take(&out).Error
	})
	return &out, err
}

func (s *Store) keepName(ctx context.Context, row *subjectRow, name string) error {
	had, err := s.nameOf(*row)
	if err != nil || had == name {
		return err
	}
	sealed, keyID, err := s.seal(ScopeSubjects, sealedSubject{Name: name})
	if err != nil || bytes.Equal(sealed, row.Sealed) {
		return err
	}
	return s.transaction(ctx, func(tx *gorm.DB) error {
		return tx.Model(&subjectRow{}).Where("ref = ?", row.Ref).
			Updates(map[string]any{"sealed": sealed, "key_id": keyID}).Error
	})
}
